/* The settings of a recipe. Price and prompt come anew while they are typed; what does not fit is said at its field, too,
   as the whole page says it: the field itself is never put in anew, for somebody is writing in it. */
(() => {
  const starts = () => document.querySelectorAll("#start-run, #start-pilot, #ask-once");

  // The answer takes a moment: until then nothing starts that the browser knows not to fit, and what was mended starts at
  // once, if nothing else stood in its way.
  let barred = false;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#recipe-form");
    if (!form) return;
    document.getElementById("recipe-trial").setAttribute("aria-busy", "true");
    const fits = form.checkValidity();
    if (fits && !barred) return;
    barred = !fits && (barred || !document.getElementById("start-run").disabled);
    starts().forEach((button) => { button.disabled = !fits; });
  });

  document.addEventListener("htmx:afterSwap", () => {
    const form = document.getElementById("recipe-form");
    if (!form) return;
    barred &&= Boolean(form.querySelector("[data-error-of]"));
    form.querySelectorAll(".field .errorlist").forEach(unmark);
    form.querySelectorAll("[data-error-of]").forEach((said) => {
      mark(document.getElementById(said.dataset.errorOf), said.querySelector("span").textContent);
    });
  });

  function mark(input, text) {
    const box = input?.closest(".field");
    if (!box) return;
    const id = `${input.id}_error`;
    let list = document.getElementById(id);
    if (!list) {
      list = Object.assign(document.createElement("ul"), { id, className: "errorlist" });
      box.append(list);
      describe(input, [...described(input), id]);
    }
    list.append(Object.assign(document.createElement("li"), { textContent: text }));
    input.setAttribute("aria-invalid", "true");
    input.closest("details")?.setAttribute("open", "");
  }

  function unmark(list) {
    const input = list.closest(".field").querySelector("[aria-invalid=true]");
    if (input) {
      input.removeAttribute("aria-invalid");
      describe(input, described(input).filter((id) => id !== list.id));
    }
    list.remove();
  }

  const described = (input) => (input.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);

  function describe(input, ids) {
    if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
    else input.removeAttribute("aria-describedby");
  }
})();
