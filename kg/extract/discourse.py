"""What may fill the roles of an event: the phrases of its sentence, those of attendance behind it, and subjects to restore."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from kg.extract.clauses import FunctionWords, Item, Phrase, Reading, Together, read_sentence, sentences_of
from kg.extract.nested import hearing_before, issuers
from kg.extract.post_bodies import congress_body
from kg.extract.surroundings import Surroundings, plain
from kg.model import BODY_TYPES, Date, Document, EntityRef, Event, Filler, Mention, Span
from kg.tables.body_types import BodyTypes
from kg.tables.digests import is_digest
from kg.tables.loading import rows, toml_tables
from kg.tables.patterns import patterns

__all__ = ["Candidate", "Discourse", "Stated", "can_be_subject"]

Source = Literal["sentence", "after", "restored"]

_REACH = 100  # pieces on each side of a trigger that may fill its roles
_ATTEND_REACH = 2  # sentences behind the event in which those who attended may be named
_SUBJECT_REACH = 6  # sentences before it from which an omitted subject may be restored
_PLACE_REACH = 2  # and in which a place that acts may be named
_ACTORS = frozenset((*BODY_TYPES, "Person"))
_SUBJECTS = frozenset((*_ACTORS, "Place"))
_SHORT = 2  # characters of a trigger that says of itself what is done only where nothing else does
_GOVERNING = frozenset(("object", "dispose", "passive", "place", "motion", "source", "means", "companion", "with", "by", "pivot"))
# What stands before an object, besides the triggers of events: 贯彻落实|省委决策部署, 建成新校、|桂花小学.
_BEFORE_OBJECTS = frozenset((*_GOVERNING, "verb", "done", "and", "、"))
# What does not stand behind a place that acts: 全省|各级、各部门, 全市|418家社会组织, 龙岗县|民政局.
_NO_SUBJECT = frozenset(("de", "edge", "、", "run", "figure"))
# Who still may act where the sentence names another: 县民政局…,邀请|市社会组织促进会|授课.
_GOING_ON = frozenset(("event1", "together", "inside"))
_ALONE = (*BODY_TYPES, "Platform")
_NAMED = (*_ALONE, "Initiative")
_PARTNERS_REACH = 8  # events before 双方 among which the two may have acted
_ANAPHOR_REACH = 60  # names before an anaphor among which its own may be
_ANAPHORS = ("noun", "types", "example")  # columns


@dataclass(frozen=True, slots=True)
class _Words:
    assembly: re.Pattern[str]  # 大会|选举产生理事会


@cache
def _words() -> _Words:
    return patterns("discourse", _Words)


@dataclass(frozen=True, slots=True)
class _Anaphors:
    """What stands for a name said before: 该县 a place, 该局 an agency."""

    pointing: tuple[str, ...]  # 该, 这家
    types: dict[str, tuple[str, ...]]  # by the word behind it, what it may stand for, if not for one of _NAMED
    ways: frozenset[str]  # what may stand alone for an initiative: 工程, 行动; 清凉 is not “夏送清凉”


@cache
def _anaphors() -> _Anaphors:
    """Reads the anaphors of `ontology/grammar/clauses.toml` and `ontology/lexicon/anaphors.tsv`."""
    pointing = tuple(word for table in toml_tables("grammar/clauses.toml", "anaphor") for word in table["before"])
    types = {row["noun"]: tuple(row["types"].split()) for row in rows("lexicon/anaphors.tsv", _ANAPHORS)}
    heads = rows("lexicon/name_heads.tsv", ("head", "type", "example"))
    return _Anaphors(pointing, types, frozenset([row["head"] for row in heads if row["type"] == "Initiative"]))


class Candidate(NamedTuple):  # a tuple, since it is made for every phrase and every subject to restore
    """One or more fillers that share a role; `role` of the fillers is still empty."""

    source: Source
    fillers: tuple[Filler, ...]
    values: tuple[str, ...]  # of the fillers
    type: str  # of the first name; else date, figure or words
    kind: str  # body, people, verb, words, predicate, or the type of a name
    reading: Reading | None = None
    phrase: Phrase | None = None
    around: Surroundings | None = None  # of the phrase
    able: bool = False  # whether the phrase may be the subject of what stands behind it
    named: bool = True  # whether it is a name or people, 社区|党员, not other words
    origins: tuple[str, ...] = ()  # of a restored subject: which traces of the discourse lead to it
    distance: int = 0  # in sentences
    same_line: bool = True
    titled: bool = False  # whether it names whom the title names first
    collected: bool = False  # restored: whether the subject of the sentence is a word that stands for them, 双方|签订

    @classmethod
    def of(
        cls, fillers: tuple[Filler, ...], phrase: Phrase, reading: Reading, around: Surroundings, titled: str | None = None
    ) -> Candidate:
        """What a phrase is to every event of its sentence; `titled` is whom the title names first."""
        type_, values = _type(fillers), tuple([f.value for f in fillers])
        if fillers[0].kind != "words":
            kind, named = plain(type_), True
        else:
            kind, named = (phrase.head.label or "words" if phrase.kind == "run" else "predicate"), phrase.head.label == "people"
        able = _may_be_subject(phrase, around, type_)
        return cls("sentence", fillers, values, type_, kind, reading, phrase, around, able, named, titled=titled in values)


class Trace(NamedTuple):
    """Where an omitted subject may come from."""

    origin: str
    values: tuple[str, ...]  # of the fillers
    fillers: tuple[Filler, ...]
    at: int  # the sentence that they stand in

    @classmethod
    def of(cls, origin: str, fillers: tuple[Filler, ...], at: int) -> Trace:
        return cls(origin, tuple([f.value for f in fillers]), fillers, at)


class Told(NamedTuple):
    """Who acts in an event before."""

    event: Event
    agents: tuple[Filler, ...]
    values: tuple[str, ...]  # of the agents
    at: int  # the sentence of the event
    own: bool  # whether that sentence names one of them: it tells of others; else it goes on with what was told before


class Stated(NamedTuple):
    """What an event's own sentence and those of attendance behind it offer, whatever events stand before."""

    number: int  # of its sentence
    reading: Reading
    at: int  # the piece of its trigger
    candidates: tuple[Candidate, ...]  # in text order; none where the sentence has no pieces


class Discourse:
    """One document as its events read it: sentences, their readings, and the subjects so far."""

    def __init__(self, doc: Document, triggers: Iterable[Span], words: FunctionWords) -> None:
        self.doc, self.words = doc, words
        self.sentences = sentences_of(doc)
        self.starts = [s.span.start for s in self.sentences]
        self.items = self._by_sentence([*doc.mentions, *doc.dates, *doc.figures])
        self.triggers: list[list[Span]] = [[] for _ in self.sentences]
        for span in triggers:
            self.triggers[self.sentence_at(span.start)].append(span)
        self.mentions = sorted(doc.mentions, key=lambda m: (m.span.start, m.span.stop))
        self.mention_starts = [m.span.start for m in self.mentions]
        self.bodies = {m.name: m for m in reversed(self.mentions) if m.type in BODY_TYPES}  # the first of each name
        self.counts = Counter([m.name for m in self.mentions])
        self.ends = {name[-2:] for name in self.counts}
        self._readings: dict[int, Reading] = {}
        self._names: dict[int, frozenset[str]] = {}
        self._subjects: dict[int, tuple[Filler, ...]] = {}
        self._acting: dict[int, tuple[Filler, ...]] = {}
        self._phrases: dict[int, tuple[Candidate, ...]] = {}
        self._attended: dict[int, tuple[Candidate, ...]] = {}
        self._earlier: dict[int, tuple[Trace, ...]] = {}
        self._collectives: dict[int, tuple[int, Together] | None] = {}
        self._told: dict[int, Told] = {}  # by the identity of the event, which is kept with it
        self.titled = self._first_in_title()
        self.begun = self._begun()

    @cached_property
    def standing(self) -> tuple[Trace, ...]:
        """Whom the whole article may be about."""
        return tuple(self._standing_subjects())

    def _by_sentence(self, items: Sequence[Item]) -> list[list[Item]]:
        held: list[list[Item]] = [[] for _ in self.sentences]
        for item in items:
            if self.sentences:
                held[self.sentence_at(item.span.start)].append(item)
        return held

    def _standing_subjects(self) -> Iterator[Trace]:
        """The first of the title, the place whose report it is, the first body, the issuer, and the commonest subject."""
        if self.titled:
            yield self._trace_of("title", self.titled)
        subjects = [
            s for n in range(len(self.sentences)) if (s := self.subject(n)) and s[0].entity and s[0].entity.type in BODY_TYPES
        ]
        counts = Counter(s[0].value for s in subjects)
        yield from self._home(max(counts.values(), default=0))
        bodies = [m for m in self.mentions if m.type in BODY_TYPES]
        if not bodies:
            return
        publisher = self.doc.metadata.publisher
        issuer = next((m for m in bodies if publisher and publisher in (m.name, m.span.of(self.doc.text))), None)
        yield self._trace_of("first", bodies[0])
        if issuer:
            yield self._trace_of("issuer", issuer)
        if subjects:
            common = max(subjects, key=lambda s: counts[s[0].value])
            yield Trace.of("common", common[:1], self.sentence_at((common[0].span or Span(0, 0)).start))

    def _trace_of(self, origin: str, mention: Mention) -> Trace:
        return Trace.of(origin, (_entity(mention),), self.sentence_at(mention.span.start))

    def _home(self, led: int) -> Iterator[Trace]:
        """The place whose report the article is: that of its title, else the one that acts most often in it.

        `led` counts the sentences whose subject is the commonest body: where it leads one, a place must act in three.
        """
        acting = [(n, named[0]) for n in range(len(self.sentences)) if (named := self.acting_place(n))]
        counts = Counter(place.value for _, place in acting)
        titled = self.titled if self.titled and self.titled.type == "Place" else None
        if titled and (not led or counts[titled.name] > 2 * led):
            yield self._trace_of("home", titled)
        elif not titled and counts:
            number, place = max(acting, key=lambda found: counts[found[1].value])
            if counts[place.value] > 2 * led:
                yield Trace.of("home", (place,), number)

    def _first_in_title(self) -> Mention | None:
        """Whom the title names first, but not as 在…领导下 or 走进…: a body, a person or a place."""
        for number, sentence in enumerate(self.sentences):
            if not 0 <= sentence.line < len(self.doc.lines) or self.doc.lines[sentence.line].kind != "title":
                return None  # titles come first
            reading = self.reading(number)
            for phrase in reading.phrases:
                item, before = phrase.pieces[0].item, reading.pieces[phrase.first - 1] if phrase.first else None
                governed = before is not None and before.kind == "word" and before.label in _GOVERNING
                if isinstance(item, Mention) and not governed and (item.type in _ACTORS or item.type == "Place"):
                    return item
        return None

    def _begun(self) -> list[int]:
        """By sentence, the one with which what it belongs to begins: in a digest of news its heading, else the first of all."""
        if not is_digest(self.doc):
            return [0] * len(self.sentences)
        kinds = [self.doc.lines[s.line].kind if 0 <= s.line < len(self.doc.lines) else "" for s in self.sentences]
        return list(accumulate((number if kind == "heading" else 0 for number, kind in enumerate(kinds)), max))

    def sentence_at(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)

    def reading(self, number: int) -> Reading:
        """The sentence in pieces; made once."""
        if number not in self._readings:
            span, tokens = self.sentences[number].span, self.sentences[number].tokens
            inside = [i for i in self.items[number] if span.covers(i.span)]
            triggers = [t for t in self.triggers[number] if span.covers(t)]
            self._readings[number] = read_sentence(self.doc.text, span, inside, triggers, self.words, tokens)
        return self._readings[number]

    def candidates(self, trigger: Span, before: Sequence[Event]) -> tuple[Candidate, ...]:
        """Restored subjects, the nearest first; then the sentence's phrases and those of attendance, in text order."""
        restored, stated = self.heard(self.stated(trigger), before)
        return (*restored, *stated.candidates)

    def stated(self, trigger: Span) -> Stated:
        """The phrases of the event's sentence and those of attendance behind it."""
        number = self.sentence_at(trigger.start)
        reading = self.reading(number)
        at = reading.at(trigger.start)
        found = (*self._in_sentence(number, at), *self._attending(number)) if reading.pieces else ()
        return Stated(number, reading, at, found)

    def heard(self, stated: Stated, before: Sequence[Event]) -> tuple[tuple[Candidate, ...], Stated]:
        """The subjects to restore, the nearest first, and what is stated, once the events before are known.

        Of what is stated, 双方 or 两镇 then has the names that it stands for; where there is none, `stated` itself comes back.
        """
        number = stated.number
        together = tuple(self._together(number, before))
        if together:
            named_by = (self._named(c, number, together) for c in stated.candidates)
            stated = stated._replace(candidates=tuple(c for c in named_by if c is not None))
        named = any(c.named and can_be_subject(c, stated.at) for c in stated.candidates)
        if together and not named and self._acted(number, before, together[0]) and self._collective_acts(number, stated.at):
            restored = self._restored(number, together, _present(stated), going_on=False)
            return tuple(c._replace(collected=True) for c in restored), stated
        traces = self._traces(number, before, together)
        return tuple(self._restored(number, traces, _present(stated), going_on=named)), stated

    # stated

    def _in_sentence(self, number: int, at: int) -> Iterator[Candidate]:
        """The phrases of the event's sentence up to the next predicate's clause, which keeps what stands in it."""
        reading = self.reading(number)
        after = reading.between("trigger", at, len(reading.pieces))
        own = [self._candidate(Phrase.of((reading.pieces[at],), at, at), reading)] if _says_what(reading, at) else []
        for candidate in self._of_phrases(number):
            assert candidate.phrase is not None
            if own and candidate.phrase.first > at:
                yield own.pop()  # 搞义诊: what is done may be the predicate itself
            if after and candidate.phrase.first > after[0] and candidate.phrase.head.clause > reading.pieces[at].clause:
                break
            if abs(candidate.phrase.first - at) <= _REACH and not _is_beyond(candidate.phrase, reading, at):
                yield candidate
        yield from own

    def _of_phrases(self, number: int) -> tuple[Candidate, ...]:
        """The phrases of a sentence as candidates of any event that it states; made once."""
        if number not in self._phrases:
            reading = self.reading(number)
            self._phrases[number] = tuple(self._candidate(phrase, reading) for phrase in reading.phrases)
        return self._phrases[number]

    def _candidate(self, phrase: Phrase, reading: Reading) -> Candidate:
        titled = self.titled.name if self.titled else None
        return Candidate.of(self.fillers(phrase, reading), phrase, reading, Surroundings.of(phrase, reading), titled)

    def _attending(self, number: int) -> tuple[Candidate, ...]:
        """The phrases of the next sentences that say who attended; made once."""
        if number not in self._attended:
            self._attended[number] = tuple(self._find_attending(number))
        return self._attended[number]

    def _find_attending(self, number: int) -> Iterator[Candidate]:
        """Persons, bodies, places, people and their number; where these sentences state events, only who stands before 出席 …"""
        for after in range(number + 1, min(len(self.sentences), number + 1 + _ATTEND_REACH)):
            reading = self.reading(after)
            attended = [at for at in reading.places.get("acting", ()) if reading.pieces[at].label == "attend"]
            if not attended:
                continue
            for candidate in self._of_phrases(after):
                phrase = candidate.phrase
                assert phrase is not None
                if _can_attend(phrase) and (not self.triggers[after] or self._attends(reading, phrase, attended)):
                    yield candidate._replace(source="after", distance=after - number)

    @staticmethod
    def _attends(reading: Reading, phrase: Phrase, attended: Sequence[int]) -> bool:
        verb = next((i for i in attended if i > phrase.last), None)
        return verb is not None and not reading.between("trigger", phrase.last, verb)

    def fillers(self, phrase: Phrase, reading: Reading) -> tuple[Filler, ...]:
        """The phrase's members as fillers without a role."""
        if phrase.kind in ("trigger", "run"):
            named = self.referent(phrase, reading) if phrase.kind == "run" else None
            return (named or Filler("", "words", phrase.span.of(self.doc.text), span=phrase.span),)
        return tuple([_filler(p.item) for p in phrase.pieces if p.item is not None])

    def referent(self, phrase: Phrase, reading: Reading) -> Filler | None:
        """The name that an anaphor stands for: 该局, 他, or the short common noun of a body named before (公司, 专班)."""
        if phrase.head.label == "pronoun":
            return self._last(phrase.span, ("Person",))
        words = phrase.span.of(self.doc.text)
        if words in self.words.here:
            return self._last(phrase.span, ("Place",))
        anaphors = _anaphors()
        marked = next((w for w in anaphors.pointing if words.startswith(w)), "") if words.startswith(anaphors.pointing) else ""
        noun = words[len(marked) :]
        if not 0 < len(noun) <= 6:
            return None
        if not marked and (len(noun) < 2 or noun[-2:] not in self.ends or _joined(phrase, reading)):
            return None
        types = anaphors.types.get(noun, _NAMED) if marked or noun in anaphors.ways else _ALONE
        last = bisect_right(self.mention_starts, phrase.span.start) - 1
        known = [m for m in self.mentions[max(0, last - _ANAPHOR_REACH) : last + 1] if m.type in types and m.name != noun]
        # 该办 stands for 省安委办, whose name ends with 办公室.
        fits = [m for m in known if m.name.endswith(noun) or (marked and m.span.of(self.doc.text).endswith(noun))]
        if not fits:
            return None
        # 该会 is the subject of what was said before; 协会 alone is the one that the article is about.
        mention = self._salient(fits, phrase.span) if marked else max(fits, key=lambda m: (self.counts[m.name], m.span.start))
        return Filler("", "entity", mention.name, mention.entity, phrase.span, "restored", confidence=mention.confidence)

    def _salient(self, fits: Sequence[Mention], at: Span) -> Mention:
        """The subject of the nearest earlier sentence among `fits`: 甲局联合乙局督导。该局推行… → 甲局; else the last of them."""
        number = self.sentence_at(at.start)
        if self.sentence_at(fits[-1].span.start) == number:
            return fits[-1]
        named = {m.name: m for m in fits}
        for earlier in range(number - 1, max(-1, number - 1 - _SUBJECT_REACH), -1):
            subject = next((f.value for f in self.subject(earlier) if f.value in named), None)
            if subject is not None:
                return named[subject]
        return fits[-1]

    def _last(self, at: Span, types: Sequence[str]) -> Filler | None:
        """The last name of these types before `at`, as what the words at `at` stand for."""
        last = bisect_right(self.mention_starts, at.start)
        for m in reversed(self.mentions[max(0, last - _ANAPHOR_REACH) : last]):
            if m.type in types:
                return Filler("", "entity", m.name, m.entity, at, "restored", confidence=m.confidence)
        return None

    # restored

    def _restored(self, number: int, traces: Iterable[Trace], present: frozenset[str], *, going_on: bool) -> Iterator[Candidate]:
        """What the traces lead to, but what is `present` in the sentence; if `going_on`, only who still may act beside it."""
        groups: dict[tuple[str, ...], list[Trace]] = {}
        for trace in traces:
            if trace.values and trace.at >= self.begun[number] and present.isdisjoint(trace.values):
                groups.setdefault(trace.values, []).append(trace)
        line = self.sentences[number].line
        for led in groups.values():
            first = led[0]
            if going_on and first.origin not in _GOING_ON:
                continue
            type_, origins, distance = _type(first.fillers), tuple([t.origin for t in led]), abs(number - first.at)
            same = self.sentences[first.at].line == line
            yield Candidate(
                "restored",
                _restored(first.fillers),
                first.values,
                type_,
                plain(type_),
                origins=origins,
                distance=distance,
                same_line=same,
            )

    def _traces(self, number: int, before: Sequence[Event], together: Sequence[Trace]) -> Iterator[Trace]:
        """Those of the events before, the last first; then those that hang on no event."""
        yield from self._assembled(number)
        seen = 0
        last: tuple[str, ...] = ()
        kept = False
        for event in reversed(before[-12:]):
            if kept and seen == 3:
                break
            _, agents, values, at, own = self._who_acts(event)
            if not agents or (at != number and own and (event.type == "Recognition" or agents[0].kind == "words")):
                continue
            if values != last and seen < 3:
                seen, last = seen + 1, values
                yield Trace(f"event{seen}", values, agents, at)
            if not own and not kept:
                kept = True
                yield Trace("kept", values, agents, at)
        yield from together
        yield from self._said_before(number)
        yield from self.standing

    def _said_before(self, number: int) -> tuple[Trace, ...]:
        """The traces that hang on no event; found once."""
        if number not in self._earlier:
            self._earlier[number] = (*self._convener(number), *self._subject_traces(number))
        return self._earlier[number]

    def _who_acts(self, event: Event) -> Told:
        """Found once an event."""
        told = self._told.get(id(event))
        if told is None:
            at = self.sentence_at(event.trigger.start)
            agents = self._who_goes_on(event, self.reading(at))
            told = self._told[id(event)] = Told(event, agents, tuple([f.value for f in agents]), at, self._names_one(at, agents))
        return told

    @staticmethod
    def _who_goes_on(event: Event, reading: Reading) -> tuple[Filler, ...]:
        """Who acts; in a report heard, who listens; nobody where the event only describes a paper: 落实|民政部印发的《…》."""
        if event.type == "Reporting" and hearing_before(reading, reading.at(event.trigger.start)) is not None:
            return event.role("target")
        if event.type == "Issuance" and issuers(reading, reading.at(event.trigger.start)) is not None:
            return ()
        return event.role("agent")

    def _names_one(self, number: int, agents: Sequence[Filler]) -> bool:
        """Whether a sentence names one of the agents."""
        if number not in self._names:
            self._names[number] = frozenset([item.name for item in self.items[number] if isinstance(item, Mention)])
        names, span = self._names[number], self.sentences[number].span
        return any(f.value in names or (f.kind == "words" and f.span is not None and span.covers(f.span)) for f in agents)

    def _together(self, number: int, before: Sequence[Event]) -> Iterator[Trace]:
        """The names that 双方, 两镇 or 三部门 stand for: the last list, else the last partners, of that many."""
        found = self._collective(number)
        if found is not None:
            start, several = found
            partners = _last_partners(before, several)
            counted = self.reading(number).pieces[self.reading(number).at(start)].kind == "figure"
            # 上述三家单位 may have acted each by itself: no list but of partners tells who they are.
            names = partners if counted else self._last_list(number, start, several) or partners
            if names:
                yield Trace.of("together", names, self.sentence_at((names[0].span or Span(start, start)).start))

    def _named(self, candidate: Candidate, number: int, together: Sequence[Trace]) -> Candidate | None:
        """The candidate; where it is the words that stand for the names of `together`, with these for fillers.

        None for the figure of such words, 两家|单位, which counts nothing.
        """
        found = self._collective(number)
        phrase = candidate.phrase
        if found is None or phrase is None or candidate.reading is not self.reading(number):
            return candidate
        start, stop = found[0], found[0] + found[1].length
        if phrase.kind == "figure" and phrase.span.start == start:
            return None
        # 四部门 alone: 四部门负责人 are others.
        if phrase.kind != "run" or phrase.span.stop != stop or start > phrase.span.start:
            return candidate
        assert candidate.reading is not None
        assert candidate.around is not None
        span = Span(start, stop)
        names = tuple(replace(f, role="", span=span, basis="restored") for f in together[0].fillers)
        made = Candidate.of(names, phrase, candidate.reading, candidate.around)
        return made._replace(source=candidate.source, distance=candidate.distance, titled=candidate.titled)

    def _acted(self, number: int, before: Sequence[Event], trace: Trace) -> bool:
        """Whether those for whom such a word stands acted together, or were the subject where they are listed."""
        found = self._collective(number)
        partners = _last_partners(before, found[1]) if found else ()
        return trace.values in (_values(partners), _values(self.subject(trace.at)))

    def _collective_acts(self, number: int, at: int) -> bool:
        """Whether such a word is the subject of the piece `at`: 双方|将建立…; not 对双方, 双方|师生, 双方|的."""
        found = self._collective(number)
        if found is None:
            return False
        pieces, here = self.reading(number).pieces, self.reading(number).at(found[0])
        if not here < at or pieces[here].label != "group":
            return False
        before, after = pieces[here - 1] if here else None, pieces[here + 1]
        described = here + 2 < len(pieces) and pieces[here + 2].label == "de"  # 双方|共建|的|学院
        begins = before is None or before.kind in ("punct", "date") or before.label in ("adverb", "future")
        noun = (
            described
            or after.label == "de"
            or after.kind in ("mention", "figure")
            or (after.kind == "run" and after.label != "verb")
        )
        return begins and not noun

    def _collective(self, number: int) -> tuple[int, Together] | None:
        """The first such words of a sentence, and where they stand; found once."""
        if number not in self._collectives:
            self._collectives[number] = self._find_collective(self.reading(number))
        return self._collectives[number]

    def _find_collective(self, reading: Reading) -> tuple[int, Together] | None:
        if not self.words.collective.search(self.doc.text, reading.span.start, reading.span.stop):
            return None
        for at, piece in enumerate(reading.pieces):
            # 在高沟、红窑、朱码|三镇 names them itself.
            named = at > 0 and reading.pieces[at - 1].kind == "mention"
            if not named and (piece.kind == "run" or (piece.kind == "word" and piece.label == "group")):
                several = self.words.together(self.doc.text, piece.span)
                if several is not None:
                    return piece.span.start, several
            # A number and 家 are a figure: 两家|单位.
            behind = reading.pieces[at + 1] if at + 1 < len(reading.pieces) else None
            if not named and piece.kind == "figure" and behind is not None and behind.span.start == piece.span.stop:
                several = self.words.together(self.doc.text, Span(piece.span.start, behind.span.stop))
                if several is not None and several.length > len(piece.span):
                    return piece.span.start, several
        return None

    def _last_list(self, number: int, start: int, several: Together) -> tuple[Filler, ...]:
        for at in range(number, max(-1, number - 1 - _SUBJECT_REACH), -1):
            reading = self.reading(at)
            for phrase in reversed(reading.phrases):
                if phrase.span.stop <= start and phrase.kind == "mention" and len(phrase.pieces) == several.size:
                    names = self.fillers(phrase, reading)
                    if all(_is_one(f, several) for f in names):
                        return names
        return ()

    def _convener(self, number: int) -> Iterator[Trace]:
        """The body whose meeting it is: 某某协会第四届会员代表大会 → 某某协会."""
        for phrase in self.reading(number).phrases:
            item = phrase.pieces[0].item
            if isinstance(item, Mention) and item.type == "Conference" and (host := self._inside(item)):
                yield host
                return

    def _inside(self, conference: Mention) -> Trace | None:
        """The body that the conference's name begins with; a society also where the text names it there alone."""
        name = conference.name
        host = next((self.bodies[name[:size]] for size in range(len(name), 1, -1) if name[:size] in self.bodies), None)
        if host is not None:
            return self._trace_of("inside", host)
        body = congress_body(name)
        if body is None or BodyTypes.load()(body) != "SocialOrganization":
            return None
        entity = EntityRef(body, "SocialOrganization")
        society = Filler("", "entity", body, entity, conference.span, "restored", confidence=conference.confidence)
        return Trace.of("inside", (society,), self.sentence_at(conference.span.start))

    def _assembled(self, number: int) -> Iterator[Trace]:
        """The body whose congress the subject of the sentence is: 大会|选举产生理事会, of the conference named last before."""
        span = self.sentences[number].span
        if not _words().assembly.match(self.doc.text, span.start, span.stop):
            return
        last = bisect_right(self.mention_starts, span.start)
        first = self.sentences[self.begun[number]].span.start
        told = (m for m in reversed(self.mentions[:last]) if m.type == "Conference" and m.span.start >= first)
        conference = next((m for m in told if congress_body(m.name)), None)
        if conference is not None and (host := self._inside(conference)):
            yield host

    def _subject_traces(self, number: int) -> Iterator[Trace]:
        found = 0
        for at in range(number - 1, max(-1, number - 1 - _SUBJECT_REACH), -1):
            subject = self.subject(at)
            if subject and found < 2:
                found += 1
                yield Trace.of(f"subject{found}", subject, at)
        for at in range(number - 1, max(-1, number - 1 - _PLACE_REACH), -1):
            place = self.acting_place(at)
            if place:
                yield Trace.of("place", place, at)
                break

    def subject(self, number: int) -> tuple[Filler, ...]:
        """The first names of a sentence that no function word governs and that can act, to restore; none where there are none."""
        if number not in self._subjects:
            self._subjects[number] = self._find_subject(self.reading(number))
        return self._subjects[number]

    def acting_place(self, number: int) -> tuple[Filler, ...]:
        """The place with which a sentence begins as with its subject, to restore: 龙岗县|推行…; empty where there is none."""
        if number not in self._acting:
            self._acting[number] = self._find_acting_place(self.reading(number))
        return self._acting[number]

    def _find_acting_place(self, reading: Reading) -> tuple[Filler, ...]:
        phrase = next((p for p in reading.phrases if p.kind != "date"), None)
        if phrase is None or phrase.kind != "mention" or phrase.head.label != "Place":
            return ()
        around = Surroundings.of(phrase, reading)
        acts = around.opens and not around.governor and around.right not in _NO_SUBJECT and not around.right.startswith("mention")
        return _entities(phrase) if acts else ()

    def _find_subject(self, reading: Reading) -> tuple[Filler, ...]:
        for phrase in reading.phrases:
            before = reading.pieces[phrase.first - 1] if phrase.first else None
            governed = before is not None and (before.kind == "trigger" or before.label in _BEFORE_OBJECTS)
            if phrase.kind == "mention" and phrase.pieces[0].label in _ACTORS and not governed and not phrase.pieces[0].depth:
                return _entities(phrase)
        return ()


def can_be_subject(candidate: Candidate, at: int) -> bool:
    """Whether it may be the subject of what stands behind it, and the trigger, piece `at`, does."""
    return candidate.able and candidate.phrase is not None and candidate.phrase.last < at


def _may_be_subject(phrase: Phrase, around: Surroundings, type_: str) -> bool:
    """A body, a person, a place or people; no function word governs it, nobody's title follows."""
    if phrase.kind in ("date", "figure") or phrase.head.depth or not around.opens or around.title in ("host", "part"):
        return False
    if phrase.kind == "run" and phrase.head.label != "verb":
        return True
    return type_ in _SUBJECTS


def _type(fillers: Sequence[Filler]) -> str:
    first = fillers[0]
    return first.entity.type if first.entity else first.kind


def _can_attend(phrase: Phrase) -> bool:
    return phrase.kind == "figure" or phrase.head.label in _SUBJECTS or phrase.head.label == "people"


def _says_what(reading: Reading, at: int) -> bool:
    """Whether a trigger's own words may be its theme: 换届, 量血压; hardly 开展 where words or a name stand behind: 开展|活动."""
    trigger = reading.pieces[at]
    if trigger.kind != "trigger":
        return False
    if len(trigger.span) > _SHORT:
        return True
    for piece in reading.pieces[at + 1 :]:
        if piece.kind == "trigger" or piece.clause != trigger.clause:
            break
        if piece.kind in ("mention", "run"):
            return False
    return True


def _is_beyond(phrase: Phrase, reading: Reading, at: int) -> bool:
    """Whether a phrase stands too far from the trigger to fill a role: of 12 in 100 phrases, 1 in 100 does.

    Words without a name: verbs behind its clause or two clauses before it; others two clauses behind, or two before and behind
    another predicate. Figures before it, behind another predicate: they are that one's.
    """
    apart = abs(phrase.pieces[-1].clause - reading.pieces[at].clause)
    if phrase.kind == "figure":
        return apart > 0 and phrase.last < at and reading.count("trigger", phrase.first, at) > 0
    if phrase.kind != "run" or phrase.head.label not in ("", "verb"):
        return False
    if phrase.head.label == "verb":
        return apart > (1 if phrase.last < at else 0)
    return apart > 1 and (phrase.first > at or reading.count("trigger", phrase.first, at) > 0)


def _present(stated: Stated) -> frozenset[str]:
    """Whom the sentence names where it may be the subject; not whom only a later clause names: 出台补贴办法,…在|我县|召开."""
    at, clause = stated.at, stated.reading.pieces[stated.at].clause
    return frozenset().union(
        *[
            c.values
            for c in stated.candidates
            if c.source == "sentence" and c.phrase and (c.phrase.first < at or c.phrase.head.clause == clause)
        ]
    )


def _values(fillers: Sequence[Filler]) -> tuple[str, ...]:
    return tuple([f.value for f in fillers])


def _last_partners(before: Sequence[Event], several: Together) -> tuple[Filler, ...]:
    """甲支部同乙支部召开座谈会,双方…: who acted together in the last event of so many."""
    for event in reversed(before[-_PARTNERS_REACH:]):
        names = tuple(f for role in ("agent", "co_agent") for f in event.role(role) if _is_one(f, several))
        if len(names) == several.size:
            return names
    return ()


def _is_one(filler: Filler, several: Together) -> bool:
    if filler.entity is None or not filler.value.endswith(several.ending):
        return False
    return filler.entity.type == several.of or (several.of == "body" and filler.entity.type in BODY_TYPES)


def _joined(phrase: Phrase, reading: Reading) -> bool:
    """Whether a run is part of a longer noun or counted, and so stands for no name: 商会|党组织, 24个镇|卫生院, 新建工会|组织."""
    pieces, span = reading.pieces, phrase.span
    before = pieces[phrase.first - 1] if phrase.first else None
    after = pieces[phrase.last + 1] if phrase.last + 1 < len(pieces) else None
    led = before is not None and before.span.stop == span.start and before.kind in ("run", "mention", "figure")
    if after is None or after.span.start != span.stop:
        return led
    made = before is not None and before.span.stop == span.start and before.kind == "trigger"
    return led or after.kind in ("run", "mention", "figure") or (made and reading.text.startswith("组织", after.span.start))


def _filler(item: Item) -> Filler:
    if isinstance(item, Mention):
        return Filler("", "entity", item.name, item.entity, item.span, confidence=item.confidence)
    if isinstance(item, Date):
        return Filler("", "date", item.value, span=item.span, confidence=item.confidence)
    return Filler("", "figure", item.id, span=item.span, confidence=item.confidence)


def _restored(fillers: Sequence[Filler]) -> tuple[Filler, ...]:
    """The fillers without their role, as read from where they stand."""
    return tuple(
        [
            f
            if f.basis == "restored" and not f.role
            else Filler("", f.kind, f.value, f.entity, f.span, "restored", f.rule, f.confidence)
            for f in fillers
        ]
    )


def _entities(phrase: Phrase) -> tuple[Filler, ...]:
    return tuple(_entity(p.item) for p in phrase.pieces if isinstance(p.item, Mention))


def _entity(mention: Mention) -> Filler:
    return Filler("", "entity", mention.name, mention.entity, mention.span, "restored", confidence=mention.confidence)
