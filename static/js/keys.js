/* Keyboard shortcuts, one registry.
 *
 * In a template:  <button data-key="f" data-key-label="Flag">Flag <kbd>F</kbd></button>   presses the button (or link).
 *                 with data-key-in-text a combination like Ctrl+Enter works while someone types, too; with
 *                 data-key-in-text="blank" in a box in which nothing stands and nothing was typed (undo).
 *                 After the press it hears "pressed-by-key".
 * In a script:    synthlab.keys.add("Ctrl+Enter", "Submit", run, {inText: true});         calls run(event).
 * `?` lists both kinds. Single keys rest while someone types, and can be switched off in the list (WCAG 2.1.4).
 */
(() => {
  const actions = new Map();
  const storage = "synthlab-single-keys";
  const SIGNS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };

  const comboOf = (event) => {
    const modifiers = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : ""].filter(Boolean);
    const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return [...modifiers, key].join("+");
  };

  const normal = (combo) => combo.split("+").map((part) => (part.length === 1 ? part.toLowerCase() : part)).join("+");

  const isTyping = (element) =>
    (element.isContentEditable && element.ariaReadOnly !== "true")
    || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range])");

  /** Arrow keys move within the group of radio buttons that has the focus, unless the keys belong to another part. */
  const isMovingIn = (element, combo, bearer) =>
    combo.startsWith("Arrow") && element.matches("input[type=radio]") && element.name !== bearer.name && !element.closest("[data-keys-rest]");

  const singleKeysAreOn = () => localStorage.getItem(storage) !== "off";

  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(":disabled");

  /** Those that work now. In a part with [data-keys-rest] the keys belong to another part at the moment; data-key-far works
   *  from there too, as long as no part at hand bears the same key. */
  const bearers = () => {
    const shown = [...document.querySelectorAll("[data-key]")].filter(visible);
    const rests = (element) => element.closest("[data-keys-rest]");
    const near = new Set(shown.filter((element) => !rests(element)).map((element) => normal(element.dataset.key)));
    return shown.filter((element) => !rests(element) || ("keyFar" in element.dataset && !near.has(normal(element.dataset.key))));
  };

  /** Of several that bear a key the one with data-key-first, which stands for what is before the person now. */
  const bearerOf = (combo) => {
    const found = bearers().filter((element) => normal(element.dataset.key) === combo);
    return found.find((element) => "keyFirst" in element.dataset) || found[0];
  };

  // Where somebody typed the browser's own undo goes first, also once the box is empty again.
  const typedIn = new WeakSet();
  document.addEventListener("input", (event) => typedIn.add(event.target), { capture: true });
  const isBlank = (element) => element.value === "" && !typedIn.has(element);

  const worksInText = (combo, action, element) => {
    const how = bearerOf(combo)?.dataset.keyInText;
    return action?.inText || (how === "blank" ? isBlank(element) : how !== undefined);
  };

  const handle = (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const combo = comboOf(event);
    const action = actions.get(combo);
    const single = !combo.includes("+");
    const openDialog = document.querySelector("dialog[open]");
    if (openDialog) return;
    if (single && !singleKeysAreOn()) return;
    // Enter and Space belong to the button or link that has the focus.
    if (["Enter", "Space"].includes(combo) && event.target.closest("button, a[href], summary, [role=button]")) return;
    const typesOver = single || !(event.target.matches("select") || worksInText(combo, action, event.target)); // letters alone choose in a list
    if (isTyping(event.target) && typesOver) return;
    if (action) {
      if (action.run(event) !== false) event.preventDefault();
      return;
    }
    const bearer = bearerOf(combo);
    if (!bearer || isMovingIn(event.target, combo, bearer)) return;
    event.preventDefault();
    bearer.click();
    bearer.dispatchEvent(new CustomEvent("pressed-by-key", { bubbles: true }));
  };

  /** A combination as it is printed: a <kbd> for each of its keys. */
  const print = (combo) => combo.split("+").map((part) => {
    const key = document.createElement("kbd");
    key.textContent = part.length === 1 ? part.toUpperCase() : SIGNS[part] || part;
    return key;
  });

  const entry = (combo, label) => {
    const term = document.createElement("dt");
    const text = document.createElement("dd");
    term.append(...print(combo).flatMap((key) => [key, " "]));
    text.textContent = label;
    return [term, text];
  };

  const labelOf = (element) => element.dataset.keyLabel || element.textContent.trim();

  /** What a key does on this page now, but for the answers to questions: {combo, label, element}. */
  const listed = () => bearers()
    .filter((element) => !element.closest("fieldset[data-question]") && bearerOf(normal(element.dataset.key)) === element)
    .map((element) => ({ combo: element.dataset.key, label: labelOf(element), element }));

  const list = () => {
    const box = document.getElementById("keys-list");
    const rows = [...actions].map(([combo, action]) => entry(combo, action.label));
    bearers().forEach((element) => {
      rows.push(entry(element.dataset.key, labelOf(element)));
    });
    rows.push(entry("?", box.dataset.help));
    box.replaceChildren(...rows.flat());
  };

  const help = () => {
    list();
    document.getElementById("keys-help").showModal();
  };

  window.synthlab = window.synthlab || {};
  window.synthlab.keys = {
    add: (combo, label, run, { inText = false } = {}) => actions.set(normal(combo), { label, run, inText }),
    remove: (combo) => actions.delete(normal(combo)),
    actions: listed,
    print,
    list,
    help,
    hasOwnUndo: (element) => isTyping(element) && !element.matches("select") && !isBlank(element),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && !isTyping(event.target) && singleKeysAreOn() && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      help();
    } else handle(event);
  });

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("keys-enabled");
    if (!box) return;
    box.checked = singleKeysAreOn();
    box.addEventListener("change", () => localStorage.setItem(storage, box.checked ? "on" : "off"));
  });
})();
