/* A text box that finds one of many: the combobox pattern of WAI-ARIA, a list box under it.
 *
 * synthlab.combobox(input, list, { find(query), row(entry), pick(entry), leave(), changed(count), nothing, always })
 *   find gives the entries to show, row the <li> of one; pick takes the one chosen. `changed` hears how many there are.
 *   leave is for Escape in a box that is empty, and Enter where nothing is marked. `always`: the list never closes.
 *   nothing: an element that stands in the list's place where no entry fits what was typed.
 * Returns {open(), close(), refresh()}. The focus stays in the box; aria-activedescendant marks a row.
 */
(() => {
  const PAGE = 8;

  const combobox = (input, list, { find, row, pick, leave = () => {}, changed = () => {}, nothing = null, always = false }) => {
    let entries = [];
    let active = -1;

    const rows = () => [...list.querySelectorAll("[role=option]")];
    const isOpen = () => input.getAttribute("aria-expanded") === "true";

    const mark = (place) => {
      rows()[active]?.setAttribute("aria-selected", "false");
      active = place;
      const marked = rows()[active];
      marked?.setAttribute("aria-selected", "true");
      marked?.scrollIntoView({ block: "nearest" });
      if (marked) input.setAttribute("aria-activedescendant", marked.id);
      else input.removeAttribute("aria-activedescendant");
    };

    /** The list opens to where there is room, over what stands there: nothing moves. */
    const fit = () => {
      if (always) return;
      const { top, bottom } = input.getBoundingClientRect();
      const below = window.innerHeight - bottom;
      [list, nothing].forEach((box) => box?.classList.toggle("above", below < 260 && top > below));
      list.style.setProperty("--room", `${Math.max(below, top) - 12}px`);
    };

    const draw = () => {
      entries = find(input.value);
      list.replaceChildren(...entries.map((entry, place) => {
        const item = row(entry, place);
        item.id = `${list.id}-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        return item;
      }));
      active = -1;
      mark(entries.length && (always || input.value.trim()) ? 0 : -1);
      changed(entries.length);
    };

    const open = () => {
      draw();
      list.hidden = !entries.length;
      if (nothing) nothing.hidden = entries.length > 0 || !input.value.trim();
      input.setAttribute("aria-expanded", String(!list.hidden));
      fit();
    };

    const close = () => {
      if (always) return;
      mark(-1);
      list.hidden = true;
      if (nothing) nothing.hidden = true;
      input.setAttribute("aria-expanded", "false");
    };

    const take = (place) => {
      const entry = entries[place];
      if (!entry) return;
      input.value = "";
      close();
      pick(entry);
    };

    const step = (by) => {
      if (!isOpen()) open();
      if (!entries.length) return;
      const from = active < 0 && by < 0 ? 0 : active;
      mark(Math.abs(by) === 1 ? (from + by + entries.length) % entries.length : Math.min(Math.max(from + by, 0), entries.length - 1));
    };

    const escape = () => {
      if (!always && (isOpen() || input.value)) {
        input.value = "";
        close();
      } else leave();
    };

    const enter = () => {
      if (isOpen() && active >= 0) take(active);
      else if (!input.value.trim()) leave();
    };

    const keys = {
      ArrowDown: () => step(1), ArrowUp: () => step(-1), PageDown: () => step(PAGE), PageUp: () => step(-PAGE), Enter: enter, Escape: escape,
    };

    input.addEventListener("keydown", (event) => {
      const run = keys[event.key];
      if (!run || event.isComposing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    });
    input.addEventListener("input", (event) => {
      event.stopPropagation(); // what is looked for is no answer
      open();
    });
    input.addEventListener("click", open);
    input.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse") event.preventDefault(); });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
    list.addEventListener("click", (event) => take(rows().indexOf(event.target.closest("[role=option]"))));

    return { open, close, refresh: () => { if (isOpen() || always) open(); } };
  };

  window.synthlab = window.synthlab || {};
  window.synthlab.combobox = combobox;
})();
