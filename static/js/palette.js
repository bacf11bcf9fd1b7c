/* The command palette: Ctrl+K (Cmd+K), or its button in the header. A box, and under it what there is: what can be done on
 * this page, with its keys; the pages that this person may open; looks and languages; projects and samples by what is typed.
 *
 * What can be done is read from the page when the palette opens; pages come from the server with the first opening,
 * projects and samples as somebody types. The focus goes back to where it was, and what was chosen happens there.
 */
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = document.getElementById("palette-find");
  const list = document.getElementById("palette-list");
  const words = dialog.dataset;
  let here = [];

  // -- what there is ------------------------------------------------------------------------------------------------------
  const iconOf = (element) => element.querySelector(".icon")?.cloneNode(true);
  const entry = (name, kind, run, { icon, also = "", key = "" } = {}) => ({ names: [name, also], kind, run, icon, key });

  const actions = () => window.synthlab.keys.actions().map(({ combo, label, element }) =>
    entry(label, words.here, () => element.click(), { icon: iconOf(element), key: combo }));

  /** A button of the person's menu: a theme, a language, signing out. */
  const setting = (button, kind) => entry(button.textContent.trim(), kind, () => button.click(), { icon: iconOf(button), also: button.value });
  const settings = () => {
    const menu = document.getElementById("user-menu");
    if (!menu) return [];
    const buttons = (name) => [...menu.querySelectorAll(`button[name=${name}]`)];
    return [
      ...buttons("theme").map((button) => setting(button, words.appearance)),
      ...buttons("language").map((button) => setting(button, words.language)),
      ...[...menu.querySelectorAll("[data-sign-out] button")].map((button) => setting(button, words.signOut)),
    ];
  };

  const help = () => entry(words.help, words.here, () => window.synthlab.keys.help(), { key: "?" });
  const links = (id) => [...document.getElementById(id).querySelectorAll("a")].map((link) =>
    entry(link.dataset.name, link.dataset.kind, () => link.click(), { icon: iconOf(link), also: link.dataset.also }));

  /** What the server found for these words; what it found for others is on its way out. */
  const found = (query) => (document.querySelector("#palette-found [data-for]")?.dataset.for === query.trim() ? links("palette-found") : []);

  let pages = [];
  const find = (query) => {
    const known = window.synthlab.match.best(query, [...here, ...pages, ...settings()]);
    return query.trim() ? [...known, ...found(query)] : known;
  };

  // -- how it looks ---------------------------------------------------------------------------------------------------------
  const part = (className, text) => {
    const made = document.createElement("span");
    made.className = className;
    made.textContent = text;
    return made;
  };

  const row = ({ names, kind, icon, key }) => {
    const item = document.createElement("li");
    const name = part("palette-name", names[0]);
    name.dir = "auto";
    item.append(...[icon?.cloneNode(true)].filter(Boolean), name, part("palette-kind muted small-text", kind), ...(key ? window.synthlab.keys.print(key) : []));
    return item;
  };

  const count = (n) => {
    document.getElementById("palette-none").hidden = n > 0;
    document.getElementById("palette-says").textContent = words.count.replace("{n}", n);
  };

  // -- opening, choosing, closing -----------------------------------------------------------------------------------------
  const pick = ({ run }) => {
    dialog.close(); // gives the focus back
    run();
  };
  const box = window.synthlab.combobox(input, list, { find, row, pick, leave: () => dialog.close(), changed: count, always: true });

  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    document.querySelectorAll("[popover]:popover-open").forEach((menu) => menu.hidePopover());
    here = [...actions(), help()];
    input.value = "";
    document.getElementById("palette-found").replaceChildren();
    dialog.showModal();
    input.focus();
    box.open();
    window.htmx.trigger("#palette-pages", "palette-opens");
  };

  dialog.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "palette-pages") pages = links("palette-pages");
    if (dialog.open) box.refresh();
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !dialog.open || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    dialog.close();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette-open]")) open(); });
  window.synthlab.keys.add("Ctrl+k", words.keyName, open, { inText: true });
})();
