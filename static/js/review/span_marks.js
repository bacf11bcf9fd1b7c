/* Marks over a text: a line under each marked piece with the label's name, stacked where marks overlap.
 *
 * They lie in a layer of their own, measured from the text: it stays one piece, so that letters join, emoji hold together
 * and a selection counts as it should. synthlab.review.marks.draw(layer, node, marks, [start, end] or null)
 * with marks as {start, end, label, look, current}, in UTF-16 units.
 */
(() => {
  const review = (window.synthlab.review ||= {});
  const laneHeight = 17; // px: a line of 3 px and a name of 11

  const rangeOf = (node, start, end) => {
    const range = document.createRange();
    range.setStart(node, Math.min(start, node.length));
    range.setEnd(node, Math.min(end, node.length));
    return range;
  };

  /** Boxes of a piece of text, one a line where it is in one direction. */
  const boxesOf = (node, start, end, origin) => {
    const merged = [];
    for (const { left, right, top, bottom, width } of rangeOf(node, start, end).getClientRects()) {
      if (!width) continue;
      const last = merged.at(-1);
      if (last && Math.abs(last.bottom - bottom) < 3 && left <= last.right + 2 && right >= last.left - 2) {
        last.left = Math.min(last.left, left);
        last.right = Math.max(last.right, right);
      } else merged.push({ left, right, top, bottom });
    }
    return merged.map((box) => ({
      left: box.left - origin.left, right: box.right - origin.left, top: box.top - origin.top, bottom: box.bottom - origin.top,
    }));
  };

  const element = (kind, text = "") => {
    const made = document.createElement("span");
    made.className = kind;
    made.textContent = text;
    return made;
  };

  const put = (part, { left, top, width, height }) => {
    part.style.left = `${left}px`;
    part.style.top = `${top}px`;
    part.style.width = `${width}px`;
    if (height !== undefined) part.style.height = `${height}px`;
  };

  /** The name begins where its piece does: at the right in a text from right to left. */
  const nameBox = (box, width, rightToLeft) =>
    (rightToLeft ? { left: box.right - width, right: box.right } : { left: box.left, right: box.left + width });

  const overlaps = (one, other) =>
    Math.abs(one.bottom - other.bottom) < 3 && one.left < other.right + 3 && other.left < one.right + 3;

  /** In which lane each mark has room on all of its lines, the names counted in. */
  const lanes = (drawn) => {
    const taken = [];
    return drawn.map(({ boxes, name }) => {
      const wanted = boxes.map((box, place) => (place ? box : { ...box, left: Math.min(box.left, name.left), right: Math.max(box.right, name.right) }));
      let lane = 0;
      while (taken[lane]?.some((other) => wanted.some((box) => overlaps(box, other)))) lane += 1;
      (taken[lane] ||= []).push(...wanted);
      return lane;
    });
  };

  const measured = (layer, node, marks) => {
    const origin = layer.getBoundingClientRect();
    const rightToLeft = getComputedStyle(node.parentElement).direction === "rtl";
    return marks.map((mark) => {
      const boxes = boxesOf(node, mark.start, mark.end, origin);
      const room = boxes.length ? nameBox(boxes[0], Math.ceil(mark.tag.getBoundingClientRect().width) + 1, rightToLeft) : { left: 0, right: 0 };
      const over = Math.max(0, room.right - origin.width);
      return { ...mark, boxes, name: { left: Math.max(0, room.left - over), right: room.right - over } };
    });
  };

  const placeMark = (layer, { boxes, name, look, current, tag }, lane) => {
    boxes.forEach((box) => {
      const line = element(`mark-line span-line ${look}${current ? " current" : ""}`);
      put(line, { left: box.left, top: box.bottom + lane * laneHeight, width: box.right - box.left });
      layer.append(line);
    });
    if (boxes.length) put(tag, { left: name.left, top: boxes[0].bottom + lane * laneHeight + 3, width: name.right - name.left });
    tag.hidden = !boxes.length;
  };

  const placeBoxes = (layer, node, [start, end], kind) => {
    boxesOf(node, start, end, layer.getBoundingClientRect()).forEach((box) => {
      const part = element(kind);
      put(part, { left: box.left, top: box.top, width: box.right - box.left, height: box.bottom - box.top });
      layer.append(part);
    });
  };

  const draw = (layer, node, marks, chosen) => {
    const tagged = [...marks].sort((one, other) => one.start - other.start || other.end - one.end).map((mark) => ({
      ...mark, tag: element(`mark-name${mark.current ? " current" : ""}`, mark.label),
    }));
    layer.replaceChildren(...tagged.map(({ tag }) => tag));
    let drawn = measured(layer, node, tagged);
    const lane = lanes(drawn);
    const most = String(Math.max(0, ...lane) + 1);
    const text = node.parentElement;
    if (text.style.getPropertyValue("--lanes") !== most) {
      text.style.setProperty("--lanes", most); // further lanes need further room between the lines
      drawn = measured(layer, node, tagged);
    }
    drawn.forEach((mark, place) => placeMark(layer, mark, lane[place]));
    marks.filter((mark) => mark.current).forEach((mark) => placeBoxes(layer, node, [mark.start, mark.end], "mark-current"));
    if (chosen) placeBoxes(layer, node, chosen, "mark-chosen");
  };

  review.marks = { draw };
})();
