/* Words looked for in the sentences of the articles: the texts are read and folded when somebody first searches. */
(function (z) {
  "use strict";

  const SENTENCE = /[^\n\r。！？!?]*[。！？!?]*[”’」』）)]*/y;
  const AROUND = 16; // characters before the first hit that a snippet shows

  /** As long as before: full width, case and the shape of quotation marks do not count. */
  z.fold = (text) =>
    text
      .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
      .replace(/\u3000/g, " ")
      .replace(/[“”]/g, '"')
      .replace(/[‘’]/g, "'")
      .replace(/İ/g, "I")
      .toLowerCase();

  function foldedOf(graph, article) {
    graph.folded ??= new Map();
    if (!graph.folded.has(article)) graph.folded.set(article, z.fold(z.partOf(graph, article).text));
    return graph.folded.get(article);
  }

  function* sentencesOf(text) {
    for (let start = 0; start < text.length; start = Math.max(SENTENCE.lastIndex, start + 1)) {
      SENTENCE.lastIndex = start;
      const words = SENTENCE.exec(text)[0];
      if (words.trim()) yield [start, start + words.length];
    }
  }

  function marksOf(sentence, words) {
    const marks = [];
    for (const word of words) {
      for (let at = sentence.indexOf(word); at >= 0; at = sentence.indexOf(word, at + word.length)) marks.push([at, at + word.length]);
    }
    return marks.sort((a, b) => a[0] - b[0]);
  }

  /**
   * The sentences that hold all the words: { hits, total }, at most `limit` hits, each { article, at, words, marks }: `at` in code
   * points of the article, `marks` in UTF-16 units of `words`.
   */
  z.searchSentences = function (graph, query, limit) {
    const words = z.fold(query).trim().split(/\s+/).filter(Boolean);
    const found = { hits: [], total: 0 };
    if (!words.length) return found;
    for (let article = 0; article < graph.articles.length; article += 1) {
      const folded = foldedOf(graph, article);
      if (!words.every((word) => folded.includes(word))) continue;
      for (const [start, stop] of sentencesOf(folded)) {
        const sentence = folded.slice(start, stop);
        if (!words.every((word) => sentence.includes(word))) continue;
        const at = pointsOf(graph, article, start, stop);
        if (!wasRead(graph, article, at)) continue;
        found.total += 1;
        const line = () => z.partOf(graph, article).text.slice(start, stop);
        if (found.hits.length < limit) found.hits.push({ article, at, words: line(), marks: marksOf(sentence, words) });
      }
    }
    return found;
  };

  /** Offsets in UTF-16 units as code points, which differ where a text has characters beyond the first plane (𠮷). */
  function pointsOf(graph, article, start, stop) {
    const { text } = z.partOf(graph, article);
    const points = (from, to) => [...text.slice(from, to)].length;
    const before = /[\ud800-\udfff]/.test(text) ? points(0, start) : start;
    return [before, before + points(start, stop)];
  }

  /** Whether the sentence is the article's own, and not its site's: navigation, footers. */
  const wasRead = (graph, article, [start, stop]) => z.partOf(graph, article).read.some(([from, to]) => from < stop && start < to);

  /** A hit as one line of text around its first word, the words marked. */
  z.snippet = function ({ words, marks }) {
    const line = z.make("span", { class: "snippet", lang: "zh" });
    let at = Math.max(0, marks[0][0] - AROUND);
    if (at && words.charCodeAt(at) >= 0xdc00 && words.charCodeAt(at) < 0xe000) at -= 1; // not through a character
    if (!words.slice(0, at).trim()) at = words.search(/\S/);
    else line.append("…");
    for (const [start, stop] of marks) {
      if (start < at) continue;
      line.append(z.visible(words.slice(at, start)), z.make("mark", {}, z.visible(words.slice(start, stop))));
      at = stop;
    }
    line.append(z.visible(words.slice(at).trimEnd()));
    return line;
  };
})(Zhengmai);
