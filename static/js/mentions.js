/* An @ in a comment completes the names of members: <textarea data-mentions="address of the names">.
 *
 * The list stands below the box. The focus stays in the box; aria-activedescendant says which name is chosen, and a status
 * line, which is there before anything is said in it, tells those who do not see the list that it is there.
 */
(() => {
  const AT = /(?:^|[^\p{L}\p{N}_.@+-])@([\p{L}\p{N}_.+-]*)$/u;
  const WAIT = 120; // ms
  let open = null; // {box, list, begin}
  let waits = null;
  let asked = 0;

  const wordOf = (box) => {
    if (box.selectionStart !== box.selectionEnd) return null;
    const found = box.value.slice(0, box.selectionStart).match(AT);
    return found && found[1].length <= 150 ? found[1] : null;
  };

  const namesOf = (list) => [...list.querySelectorAll("[role=option]")];
  const chosen = () => namesOf(open.list).findIndex((option) => option.getAttribute("aria-selected") === "true");

  const partsOf = (box) => {
    if (!box.id) box.id = `mentions-${Math.random().toString(36).slice(2)}`;
    let list = document.getElementById(`${box.id}-names`);
    if (list) return { list, says: document.getElementById(`${box.id}-says`) };
    list = document.createElement("ul");
    Object.assign(list, { id: `${box.id}-names`, className: "mention-names", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.dataset.mentionsLabel);
    const says = document.createElement("p");
    Object.assign(says, { id: `${box.id}-says`, className: "hidden-text" });
    says.setAttribute("role", "status");
    box.after(list, says);
    return { list, says };
  };

  const choose = (at) => {
    const options = namesOf(open.list);
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    open.box.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    clearTimeout(waits);
    asked += 1;
    if (!open) return;
    open.list.hidden = true;
    open.list.replaceChildren();
    open.box.removeAttribute("aria-activedescendant");
    open.box.removeAttribute("aria-controls");
    partsOf(open.box).says.textContent = "";
    open = null;
  };

  const show = async (box, begin) => {
    const turn = ++asked;
    let html = "";
    try {
      const answer = await fetch(`${box.dataset.mentions}?q=${encodeURIComponent(begin)}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      html = await answer.text();
    } catch {
      return; // offline: the name is typed as any other word
    }
    if (turn !== asked || document.activeElement !== box || wordOf(box) !== begin) return;
    const { list, says } = partsOf(box);
    list.innerHTML = html; // escaped by the server, as every fragment
    const options = namesOf(list);
    options.forEach((option, place) => { option.id = `${list.id}-${place}`; });
    list.hidden = !options.length;
    says.textContent = options.length ? box.dataset.mentionsFound : box.dataset.mentionsNone;
    if (!options.length) {
      open = null;
      box.removeAttribute("aria-activedescendant");
      return;
    }
    open = { box, list, begin };
    box.setAttribute("aria-controls", list.id);
    list.scrollIntoView({ block: "nearest" }); // out from under what lies at the window's end
    choose(0);
  };

  const take = (name) => {
    const { box, begin } = open;
    const end = box.selectionStart;
    box.setRangeText(`${name} `, end - begin.length, end, "end");
    close();
    box.dispatchEvent(new Event("input", { bubbles: true })); // drafts hear of it as of typing
  };

  const listen = (box) => {
    clearTimeout(waits);
    const begin = wordOf(box);
    if (begin === null) { close(); return; }
    waits = setTimeout(() => show(box, begin), WAIT);
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-mentions]") && !event.isComposing) listen(event.target);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches("[data-mentions]")) listen(event.target);
  });

  const MOVES = { ArrowDown: 1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (!open || event.target !== open.box || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const options = namesOf(open.list);
    if (event.key in MOVES) choose((chosen() + MOVES[event.key] + options.length) % options.length);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) take(options[chosen()].dataset.name);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });

  // By mouse and touch; the box keeps the focus. Taken at the click that ends the press: once the list is gone, what lies
  // below moves up, and a press that took a name when it began would end on a button there.
  const pressed = (event) => open && event.target.closest(".mention-names [role=option]");
  document.addEventListener("mousedown", (event) => { if (pressed(event)) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const option = pressed(event);
    if (!option) return;
    event.preventDefault();
    take(option.dataset.name);
  });
  document.addEventListener("focusin", (event) => { if (event.target.matches("[data-mentions]")) partsOf(event.target); });
  document.addEventListener("focusout", (event) => { if (open && event.target === open.box) close(); });
})();
