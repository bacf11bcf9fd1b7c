/* A field's text in which pieces are marked: what is selected in it by mouse, finger or keyboard.
 *
 * For keys it is a text box that takes no letters: the browser's own caret goes by letters, words and lines, in either
 * direction of writing, and screen readers follow it. A finger gets plain text, or a keyboard would rise: a tap takes a
 * word, a second one all up to there. synthlab.review.spanText.of(<p data-field>) gives {place, node, characters,
 * chosen: [start, end] or null, caret}; whoever marks in it sets `marks()`, `walk(step)`, `remove()` and `moved()`.
 */
(() => {
  const { review } = window.synthlab;
  const texts = new WeakMap(); // <p> → its text
  const ownKeys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

  const draw = (text) => review.marks.draw(text.layer, text.node, text.owners.flatMap((owner) => owner.marks()), text.chosen);

  const setEditable = (text, editable) => {
    const wanted = editable ? "plaintext-only" : "false";
    if (text.place.contentEditable !== wanted) text.place.contentEditable = wanted;
  };

  const box = (place, name) => {
    Object.entries({
      role: "textbox", "aria-multiline": "true", "aria-readonly": "true", "aria-label": name, tabindex: "0",
      inputmode: "none", spellcheck: "false", autocorrect: "off", autocapitalize: "off", translate: "no",
    }).forEach(([attribute, value]) => place.setAttribute(attribute, value));
  };

  const of = (place, name) => {
    if (texts.has(place)) return texts.get(place);
    const node = place.firstChild || place.appendChild(document.createTextNode(""));
    const around = document.createElement("div");
    const layer = document.createElement("div");
    around.className = "markable";
    layer.className = "marks";
    layer.setAttribute("aria-hidden", "true");
    place.replaceWith(around);
    around.append(layer, place);
    box(place, name);
    const text = { place, node, layer, content: node.data, characters: review.characters.of(node.data), chosen: null, caret: 0, owners: [] };
    texts.set(place, text);
    setEditable(text, true);
    listen(text);
    return text;
  };

  // -- what is selected ---------------------------------------------------------------------------------------------
  /** The selection within a text as [start, end], or null where it lies elsewhere. */
  const selected = (text) => {
    const selection = document.getSelection();
    if (!selection.rangeCount || !text.place.contains(selection.anchorNode)) return null;
    const range = selection.getRangeAt(0);
    const unit = (container, offset, outside) => (container === text.node ? offset : container === text.place && offset === 0 ? 0 : outside);
    const start = unit(range.startContainer, range.startOffset, range.collapsed ? text.caret : 0);
    return [start, unit(range.endContainer, range.endOffset, range.collapsed ? start : text.node.length)];
  };

  const textAt = (node) => texts.get((node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-field]"));

  /** Take over what is selected now: the browser tells of it only after the next key may have come. */
  const look = (text) => {
    const found = selected(text);
    if (!found) return;
    if (found[0] < found[1]) text.chosen = found;
    else if (text.place.isContentEditable) text.chosen = null; // a tapped word is no selection of the browser's
    text.caret = found[1];
    if (!text.chosen) text.owners.forEach((owner) => owner.moved(text.caret));
  };

  document.addEventListener("selectionchange", () => {
    const text = textAt(document.getSelection().anchorNode);
    if (!text) return;
    look(text);
    draw(text);
  });

  const choose = (text, piece) => {
    text.chosen = piece;
    draw(text);
  };

  const putCaret = (text, unit) => {
    text.caret = unit;
    if (document.activeElement === text.place) document.getSelection().collapse(text.node, unit);
  };

  const enter = (text) => {
    setEditable(text, true);
    text.place.focus({ preventScroll: true });
    putCaret(text, text.caret);
  };

  // -- keys -----------------------------------------------------------------------------------------------------------
  const leave = (text) => {
    choose(text, null);
    document.getSelection().removeAllRanges();
    (text.place.closest(".review-card").querySelector("h2[tabindex]") || text.place).focus({ preventScroll: true });
  };

  const onKey = (text, event) => {
    if (event.isComposing) return;
    if (ownKeys.includes(event.key)) return void event.stopPropagation(); // the caret's, here
    look(text);
    if (event.key === "Tab" && !event.altKey && !event.ctrlKey) {
      if (text.owners.some((owner) => owner.walk(event.shiftKey ? -1 : 1))) event.preventDefault();
    } else if (["Delete", "Backspace"].includes(event.key)) {
      event.preventDefault();
      if (event.key === "Delete") text.owners.some((owner) => owner.remove());
    } else if (event.key === "Escape") leave(text);
  };

  // -- a finger -------------------------------------------------------------------------------------------------------
  const unitAt = (text, x, y) => {
    const found = document.caretPositionFromPoint?.(x, y);
    const range = found ? null : document.caretRangeFromPoint?.(x, y);
    const [node, offset] = found ? [found.offsetNode, found.offset] : [range?.startContainer, range?.startOffset];
    return node === text.node ? offset : null;
  };

  const onTap = (text, event) => {
    if (event.pointerType !== "touch" || !document.getSelection().isCollapsed) return;
    const unit = unitAt(text, event.clientX, event.clientY);
    if (unit === null) return;
    const word = text.characters.wordAt(unit);
    if (!text.chosen) {
      text.owners.forEach((owner) => owner.moved(unit));
      choose(text, text.owners.some((owner) => owner.isAt(unit)) ? null : word);
    } else if (unit >= text.chosen[0] && unit < text.chosen[1]) choose(text, null);
    else if (word) choose(text, [Math.min(text.chosen[0], word[0]), Math.max(text.chosen[1], word[1])]);
  };

  // -- nothing is ever written into it ----------------------------------------------------------------------------------
  const restore = (text) => {
    text.node.data = text.content; // a keyboard that composes letters cannot be stopped, only undone
    text.place.replaceChildren(text.node);
    putCaret(text, text.caret);
    draw(text);
  };

  function listen(text) {
    const { place } = text;
    place.addEventListener("keydown", (event) => onKey(text, event));
    place.addEventListener("beforeinput", (event) => event.preventDefault());
    place.addEventListener("input", (event) => { event.stopPropagation(); restore(text); });
    place.addEventListener("dragstart", (event) => event.preventDefault());
    place.addEventListener("pointerdown", (event) => setEditable(text, event.pointerType !== "touch"));
    place.addEventListener("click", (event) => onTap(text, event));
    let width = 0;
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === width) return;
      width = contentRect.width;
      draw(text);
    }).observe(place);
    document.fonts.ready.then(() => draw(text));
  }

  review.spanText = { of, draw, look, choose, putCaret, enter };
})();
