/* The codebook's editor: what can be chosen follows what is typed. Each preview says what can be chosen now
 * (#codebook-offers); lists and ticks take it over and keep what was chosen, also where that is gone. */
(() => {
  const offered = (key) => [...document.querySelectorAll("#codebook-offers > datalist")]
    .filter((list) => list.dataset.key === key)
    .flatMap((list) => [...list.children].map((option) => ({ value: option.value, words: option.textContent })));

  const told = (options) => options.map(({ value, words }) => `${value}\n${words}`).sort().join("\n\n");

  /** What stands there afterwards: what is offered, and behind it what was chosen and is gone. */
  const follow = (place, shown, chosen, show) => {
    const known = offered(place.dataset.choices);
    const gone = chosen.filter((value) => value && !known.some((one) => one.value === value));
    const wanted = [...known, ...gone.map((value) => ({ value, words: value }))];
    if (told(shown) !== told(wanted)) show(wanted); // else whoever is about to choose would lose their place
    document.getElementById(`${place.id}_gone`).hidden = !gone.length;
  };

  const followList = (list) => {
    const [empty, ...options] = list.options, chosen = list.value;
    const shown = options.map((option) => ({ value: option.value, words: option.textContent }));
    follow(list, shown, [chosen], (wanted) => {
      list.replaceChildren(empty, ...wanted.map(({ value, words }) => new Option(words, value)));
      list.value = chosen;
    });
  };

  const tick = (name, { value, words }, checked) => {
    const label = document.createElement("label"), box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name, value, checked });
    label.className = "check";
    label.append(box, ` ${words}`);
    return label;
  };

  const followTicks = (ticks) => {
    const boxes = [...ticks.querySelectorAll("input")];
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    const shown = boxes.map((box) => ({ value: box.value, words: box.parentElement.textContent.trim() }));
    follow(ticks, shown, chosen, (wanted) => {
      ticks.replaceChildren(...wanted.map((one) => tick(ticks.dataset.name, one, chosen.includes(one.value))));
    });
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "codebook-preview") return;
    document.querySelectorAll("select[data-choices]").forEach(followList);
    document.querySelectorAll(".ticks[data-choices]").forEach(followTicks);
  });

  // The answers of another question are other answers: what was ticked before says nothing of them.
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-choices^='before-']")) return;
    const answers = event.target.closest("details").querySelectorAll(".ticks input");
    answers.forEach((box) => { box.checked = false; });
  }, true);
})();
