/* The rules of review: what is changed and not saved yet, and sets of rules that fill the form in. */
(() => {
  const form = document.querySelector("[data-rules]");
  if (!form) return;
  const saved = JSON.parse(form.dataset.saved);
  const bar = form.querySelector(".save-bar");
  const [count, changes, discard] = ["[data-changed]", "[data-changes]", "[data-discard]"].map((one) => bar.querySelector(one));

  const field = (name) => form.elements[name];
  const value = (name) => (field(name).type === "checkbox" ? field(name).checked : field(name).value);
  const isSame = (one, other) => String(one) === String(other) || (one !== "" && other !== "" && Number(one) === Number(other));
  const labelOf = (input) => input.labels[0].textContent.trim();

  const title = (name) => {
    const input = field(name);
    return input instanceof RadioNodeList ? input[0].closest("fieldset").querySelector("legend").textContent.trim() : labelOf(input);
  };
  const told = (name, what) => {
    const input = field(name);
    if (typeof what === "boolean") return what ? bar.dataset.on : bar.dataset.off;
    if (input instanceof RadioNodeList) return labelOf([...input].find((one) => one.value === what));
    if (input.options) return [...input.options].find((one) => one.value === what)?.text ?? what;
    return what;
  };

  /** The seconds matter to one choice alone. What was typed there goes with it: a field out of sight cannot be mended. */
  const offerSeconds = () => {
    const seconds = field("suggestion_seconds");
    const isAsked = field("suggestion").value === "delayed";
    seconds.closest(".field").hidden = !isAsked;
    if (!isAsked && !seconds.checkValidity()) seconds.value = saved.suggestion_seconds;
  };

  const tell = () => {
    offerSeconds();
    const changed = Object.keys(saved).filter((name) => !isSame(value(name), saved[name]));
    const { none, one, many } = bar.dataset;
    count.textContent = changed.length ? (changed.length === 1 ? one : many.replace("%n", changed.length)) : none;
    changes.textContent = changed.map((name) => `${title(name)}: ${told(name, saved[name])} → ${told(name, value(name))}`).join(" · ");
    discard.hidden = !changed.length;
    bar.toggleAttribute("data-waits", changed.length > 0);
  };

  // What gets the focus is scrolled clear of the bar, however many changes it names.
  new ResizeObserver(() => form.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);

  ["input", "change"].forEach((kind) => form.addEventListener(kind, tell));
  window.addEventListener("pageshow", tell); // also what a browser fills in again after going back
  tell();

  document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fills]");
    if (!button) return;
    for (const [name, wanted] of Object.entries(JSON.parse(button.dataset.fills))) field(name).value = wanted;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    bar.querySelector("button").focus();
  });

  // -- a link to what is folded opens it -------------------------------------------------------------------------------
  const open = () => { const part = document.querySelector("details:target"); if (part) part.open = true; };
  ["load", "hashchange"].forEach((kind) => window.addEventListener(kind, open));
})();
