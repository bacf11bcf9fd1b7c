/* Keyboard shortcuts, one registry.
 *
 * In a template:  <button data-key="f" data-key-label="Flag">Flag <kbd>F</kbd></button>   presses the button (or link).
 *                 with data-key-in-text a combination like Ctrl+Enter works while someone types, too.
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

  /** Arrow keys move within the group of radio buttons that has the focus. */
  const isMovingIn = (element, combo, bearer) =>
    combo.startsWith("Arrow") && element.matches("input[type=radio]") && element.name !== bearer.name;

  const singleKeysAreOn = () => localStorage.getItem(storage) !== "off";

  // [data-keys-rest]: a part whose keys belong to another part at the moment.
  const visible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.matches(":disabled") && !element.closest("[data-keys-rest]");

  const bearers = () => [...document.querySelectorAll("[data-key]")].filter(visible);

  /** Of several that bear a key the one with data-key-first, which stands for what is before the person now. */
  const bearerOf = (combo) => {
    const found = bearers().filter((element) => normal(element.dataset.key) === combo);
    return found.find((element) => "keyFirst" in element.dataset) || found[0];
  };

  const worksInText = (combo, action) => action?.inText || "keyInText" in (bearerOf(combo)?.dataset || {});

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
    if (isTyping(event.target) && (single || !worksInText(combo, action))) return;
    if (action) {
      if (action.run(event) !== false) event.preventDefault();
      return;
    }
    const bearer = bearerOf(combo);
    if (!bearer || isMovingIn(event.target, combo, bearer)) return;
    event.preventDefault();
    bearer.click();
  };

  const entry = (combo, label) => {
    const term = document.createElement("dt");
    const text = document.createElement("dd");
    combo.split("+").forEach((part) => {
      const key = document.createElement("kbd");
      key.textContent = part.length === 1 ? part.toUpperCase() : SIGNS[part] || part;
      term.append(key, " ");
    });
    text.textContent = label;
    return [term, text];
  };

  const list = () => {
    const box = document.getElementById("keys-list");
    const rows = [...actions].map(([combo, action]) => entry(combo, action.label));
    bearers().forEach((element) => {
      rows.push(entry(element.dataset.key, element.dataset.keyLabel || element.textContent.trim()));
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
    list,
    help,
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
