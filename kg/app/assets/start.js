/* The start page: files and folders that are dropped go to the app, one request each; then the build is followed. */
(function (app) {
  "use strict";

  const { attempt, both, byId, follow, inBoth, make, plural, post, read, say, send } = app;

  const AT_A_TIME = 3;
  const drop = byId("drop");
  let arriving = false;

  const hidden = (name) => name.split("/").some((part) => part.startsWith(".") || part.startsWith("~$"));

  /** Sends the files; `refused` has what could not even be opened, with the reason. */
  async function give(files, unread = []) {
    if (arriving) { say("上一批还没有放完。The files before these are still arriving."); return; }
    const wanted = files.filter(({ name }) => !hidden(name));
    const refused = [...unread];
    let next = 0;
    arriving = true;
    async function some() {
      while (next < wanted.length) {
        const { name, file } = wanted[next];
        next += 1;
        byId("coming").replaceChildren(...both(`正在放入 ${next} / ${wanted.length}`, `Arriving: ${next} of ${wanted.length}`));
        try {
          await send(`files?name=${encodeURIComponent(name)}`, file);
        } catch (error) {
          refused.push([name, error.message.replace(`${name}: `, "")]);
        }
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, some));
    arriving = false;
    showGiven(wanted.length - refused.length + unread.length, refused);
    await attempt(refresh);
  }

  function showGiven(count, refused) {
    byId("coming").replaceChildren(...both(`放入了 ${count} 个文件`, `${plural(count, "file")} arrived`));
    faults(byId("refused"), refused.map(([name, why]) => [name, inBoth(why)]), "没有收下", "not taken");
    if (refused.length) byId("refused").open = true;
  }

  function faults(box, found, zh, en) {
    box.hidden = !found.length;
    box.firstElementChild.replaceChildren(...both(`${found.length} 个文件${zh}`, `${plural(found.length, "file")} ${en}`));
    box.lastElementChild.replaceChildren(...found.map(([name, why]) => make("li", "", make("strong", "", name), ...why)));
  }

  /** What to do with an input that cannot be read: the message says it in English, this in Chinese. */
  const ADVICE = [
    [/encrypted|password/i, "有密码：用密码打开，另存一份再放入。"],
    [/OCR|scan/i, "没有文字（扫描件）：先做文字识别，或另存为 .docx、.txt 再放入。"],
    [/LibreOffice/i, "旧式文档：用 Word 或 WPS 另存为 .docx 再放入，或装上 LibreOffice。"],
    [/PDF cannot be read/i, "PDF 坏了：重新打印成 PDF，或另存为 .txt 再放入。"],
    [/no text in this row/i, "表里要有一列叫“正文”。"],
    [/empty|nothing to read|no words/i, "没有内容：看看原件，或另存为 .txt 再放入。"],
    [/larger than|too large|more than/i, "太大：拆成几份再放入。"],
    [/UTF-8|encoding/i, "编码认不出：另存为 UTF-8 的 .txt 再放入。"],
    [/damaged|archive/i, "文件坏了：重新下载、打包，或另存一份再放入。"],
  ];
  const advice = (message) => (ADVICE.find(([known]) => known.test(message)) || [0, "换一种格式（.docx 或 .txt）再放入。"])[1];

  function showList(state) {
    const summary = byId("listed").firstElementChild;
    if (!state.count) summary.replaceChildren(...both("还没有文章", "No articles yet"));
    else summary.replaceChildren(...both(`共 ${state.count} 个文件`, plural(state.count, "file")));
    const rows = state.files.map((name) => {
      const button = make("button", "", "✕");
      button.type = "button";
      button.setAttribute("aria-label", `移出 Remove ${name}`);
      button.addEventListener("click", () => attempt(async () => { await post("remove", { name }); await refresh(); }));
      return make("li", "", make("span", "", name), ...(state.own ? [] : [button]));
    });
    if (state.count > state.files.length) rows.push(make("li", "soft", `… ${state.count - state.files.length}`));
    byId("listed").lastElementChild.replaceChildren(...rows);
  }

  function show(state) {
    showList(state);
    const running = state.build.state === "running";
    byId("build").disabled = running || !state.count;
    faults(byId("skipped"), state.build.skipped.map(({ file, message }) => [file, both(advice(message), message.replace(`${file}: `, ""))]), "未能读取", "could not be read");
    byId("links").hidden = !state.built || running;
    document.querySelector("nav .out").hidden = !state.built;
  }

  const refresh = async () => { show(await read("state")); };

  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const plain = [...event.dataTransfer.files].map((file) => ({ name: file.name, file }));
    const entries = items.filter(Boolean);
    attempt(async () => {
      if (!entries.length) { await give(plain); return; }
      byId("coming").replaceChildren(...both("正在看文件夹", "Looking into the folder"));
      const found = await KgDropped.files(entries);
      await give(found.files, found.unread);
    });
  });
  // A file that misses the field must not replace the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
  for (const id of ["files", "tree"]) {
    byId(id).addEventListener("change", () => {
      const files = [...byId(id).files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
      byId(id).value = "";
      attempt(() => give(files));
    });
  }
  byId("named").addEventListener("submit", (event) => {
    event.preventDefault();
    const { path } = event.target.elements;
    if (!path.value.trim()) return;
    byId("coming").replaceChildren(...both("正在复制", "Copying…"));
    attempt(async () => {
      const taken = await post("folder", { path: path.value });
      showGiven(taken.copied, taken.refused);
      await refresh();
    });
  });
  byId("build").addEventListener("click", () => attempt(async () => {
    await post("build");
    await follow(show);
  }));
  attempt(() => follow(show));
})(KgApp);
