/* What lies in a drop: folders are gone through; a file or folder that cannot be opened keeps none of the others out. */
const KgDropped = (function () {
  "use strict";

  /** The files of the entries with their paths, in order, and what could not be opened with the reason. */
  async function files(entries) {
    const found = { files: [], unread: [] };
    for (const entry of entries) await gather(entry, "", found);
    return found;
  }

  async function gather(entry, folder, found) {
    const name = folder + entry.name;
    try {
      if (entry.isFile) {
        found.files.push({ name, file: await new Promise((done, failed) => { entry.file(done, failed); }) });
        return;
      }
      for (const inner of await entriesOf(entry)) await gather(inner, `${name}/`, found);
    } catch (error) {
      found.unread.push([name, `cannot be opened (${error.name}); look whether you may read it`]);
    }
  }

  /** A folder gives its entries a hundred at a time. */
  async function entriesOf(folder) {
    const reader = folder.createReader();
    const all = [];
    for (;;) {
      const some = await new Promise((done, failed) => { reader.readEntries(done, failed); });
      if (!some.length) return all.sort((a, b) => (a.name < b.name ? -1 : 1));
      all.push(...some);
    }
  }

  return { files };
})();
