/* The page of the map: loads the parts, colours, moves, chooses. */
(() => {
  const STEP = 60, NEARER = 1.3, LOOKED_AT = 12, REACH = 12, STILL = 4;

  const start = (card) => {
    const canvas = card.querySelector("canvas.map-canvas");
    const points = new synthlab.map.Points(JSON.parse(card.dataset.columns));
    const page = { card, canvas, points, view: new synthlab.map.View(canvas, points), mode: "move", fingers: new Map() };
    page.view.hidden = new Set(card.dataset.held.split(",").filter(Boolean).map(Number));
    fillSelect(page);
    colour(page);
    listen(page);
    load(page);
  };

  const load = async (page) => {
    try {
      for (const part of page.card.querySelectorAll("[data-part]")) {
        const answer = await fetch(part.dataset.part);
        if (!answer.ok) throw new Error(String(answer.status));
        page.points.add(await answer.arrayBuffer());
        page.view.draw();
      }
      page.card.dataset.loaded = String(page.points.count);
    } catch {
      synthlab.toast(page.card.dataset.failed, "error");
    }
  };

  // -- colours ----------------------------------------------------------------------------------------------------
  const fillSelect = ({ card, points }) => {
    const select = card.querySelector("[data-colour]");
    points.columns.forEach((column) => select.append(new Option(column.title, column.id)));
    select.value = card.dataset.first;
  };

  const colour = (page) => {
    const column = page.points.column(page.card.querySelector("[data-colour]").value);
    const colours = synthlab.map.palette(page.card);
    Object.assign(page.view, { column, colours: synthlab.map.table(page.points.columns[column], colours), only: null });
    legend(page, page.points.columns[column], colours);
    page.view.draw();
  };

  const legend = (page, column, colours) => {
    const list = page.card.querySelector("[data-legend]");
    list.replaceChildren();
    if (!column.names) list.append(ramp(page.card, colours));
    else column.names.forEach((name, value) => list.append(entry(page, name, value)));
    list.append(entry(page, page.card.dataset.none, synthlab.map.NOTHING));
  };

  const entry = (page, name, value) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    mark.setAttribute("viewBox", "0 0 10 10");
    mark.setAttribute("aria-hidden", "true");
    const square = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [key, said] of Object.entries({ width: 10, height: 10, rx: 2, fill: page.view.colours[value] })) square.setAttribute(key, said);
    mark.append(square);
    const words = document.createElement("span");
    words.dir = "auto";
    words.textContent = name;
    button.append(mark, words);
    button.addEventListener("click", () => alone(page, value, button));
    item.append(button);
    return item;
  };

  const alone = (page, value, button) => {
    page.view.only = page.view.only === value ? null : value;
    page.card.querySelectorAll("[data-legend] button").forEach((one) => {
      one.setAttribute("aria-pressed", String(one === button && page.view.only !== null));
    });
    page.view.draw();
  };

  const ramp = (card, colours) => {
    const item = document.createElement("li"), strip = document.createElement("canvas");
    item.className = "ramp";
    [strip.width, strip.height] = [colours.scale.length, 1];
    const pen = strip.getContext("2d");
    colours.scale.forEach((one, at) => { pen.fillStyle = one; pen.fillRect(at, 0, 1, 1); });
    item.append(card.dataset.low, strip, card.dataset.high);
    return item;
  };

  // -- choosing ---------------------------------------------------------------------------------------------------
  const choose = (page, rows) => {
    const { card, points, view } = page, box = card.querySelector("[data-selection]");
    view.chosen = new Set(rows);
    view.lasso = [];
    view.draw();
    box.hidden = !rows.length;
    if (!rows.length) return;
    const number = (count) => count.toLocaleString(document.documentElement.lang);
    card.querySelector("[data-count]").textContent = card.dataset.chosen.replace("{n}", number(rows.length)).replace("{all}", number(points.count));
    const form = card.querySelector("[data-keep]");
    if (form) form.elements.samples.value = rows.map((row) => points.ids[row]).join(",");
    look(page, rows);
  };

  const look = async ({ card, points }, rows) => {
    const some = rows.slice(0, LOOKED_AT).map((row) => points.ids[row]).join(",");
    const answer = await fetch(`${card.dataset.look}?samples=${some}`);
    if (answer.ok) card.querySelector("[data-looked]").innerHTML = await answer.text();
  };

  const inRegion = ({ points }, number) => {
    const values = points.values[points.column("region")], rows = [];
    for (let row = 0; row < points.count; row += 1) if (values[row] === number) rows.push(row);
    return rows;
  };

  // Of a colour that is seen alone only what is seen is chosen; what is held back is not seen in its colour.
  const seen = ({ view, points }, rows) => {
    if (view.only === null) return rows;
    const shown = view.shown(points.values[view.column]);
    return rows.filter((row) => shown[row] === view.only);
  };

  // -- what people do -----------------------------------------------------------------------------------------------
  const listen = (page) => {
    const { card, canvas, view } = page;
    card.querySelector("[data-colour]").addEventListener("change", () => colour(page));
    card.querySelectorAll("[data-mode]").forEach((button) => button.addEventListener("click", () => mode(page, button.dataset.mode)));
    card.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => zoom(view, button.dataset.zoom)));
    card.querySelector("[data-clear]").addEventListener("click", () => { choose(page, []); canvas.focus(); });
    document.querySelectorAll("[data-region]").forEach((button) => button.addEventListener("click", () => {
      choose(page, inRegion(page, Number(button.dataset.region)));
      card.scrollIntoView({ block: "start" });
      canvas.focus();
    }));
    card.querySelector("[data-keep]")?.addEventListener("submit", (event) => tooMany(page, event));
    canvas.addEventListener("keydown", (event) => byKey(page, event));
    document.addEventListener("keydown", (event) => letGo(page, event), { capture: true });  // before menus close by it
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      view.zoom(event.deltaY < 0 ? NEARER : 1 / NEARER, event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => press(page, event));
    canvas.addEventListener("pointermove", (event) => drag(page, event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => release(page, event));
    new MutationObserver(() => colour(page)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => colour(page));
  };

  const tooMany = ({ card, view }, event) => {
    if (view.chosen.size <= Number(card.dataset.most)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    synthlab.toast(card.dataset.tooMany.replace("{most}", Number(card.dataset.most).toLocaleString(document.documentElement.lang)), "warning");
  };

  const mode = (page, name) => {
    page.mode = name;
    page.canvas.dataset.mode = name;
    page.card.querySelectorAll("[data-mode]").forEach((button) => {
      if (button !== page.canvas) button.setAttribute("aria-pressed", String(button.dataset.mode === name));
    });
  };

  const zoom = (view, how) => {
    if (how === "all") view.all();
    else view.zoom(how === "in" ? NEARER : 1 / NEARER);
  };

  // Escape: first the line that is being drawn, else the choice; in a box, a menu or a dialog it is theirs.
  const letGo = (page, event) => {
    const others = event.target.closest("input, select, textarea") || document.querySelector("dialog[open], details.menu-button[open]");
    if (event.key !== "Escape" || others) return;
    if (page.view.lasso.length) {
      page.view.lasso = [];
      page.fingers.clear();
      page.view.draw();
    } else if (page.view.chosen.size) {
      const inside = page.card.querySelector("[data-selection]").contains(document.activeElement);
      choose(page, []);
      if (inside) page.canvas.focus();
    }
  };

  const byKey = ({ view }, event) => {
    const moves = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (moves[event.key]) view.move(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") view.zoom(NEARER);
    else if (event.key === "-") view.zoom(1 / NEARER);
    else if (event.key === "0") view.all();
    else return;
    event.preventDefault();
  };

  const press = (page, event) => {
    page.canvas.setPointerCapture(event.pointerId);
    page.fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    page.moved = 0;
    if (page.mode === "lasso" && page.fingers.size === 1) page.view.lasso = [page.view.toMap(event.offsetX, event.offsetY)];
  };

  const drag = (page, event) => {
    const before = page.fingers.get(event.pointerId);
    if (!before) return;
    const [left, top] = [event.offsetX - before[0], event.offsetY - before[1]];
    page.moved += Math.hypot(left, top);
    if (page.fingers.size === 2) pinch(page, event, before);
    else if (page.mode === "lasso") page.view.lasso.push(page.view.toMap(event.offsetX, event.offsetY));
    else page.view.move(left, top);
    page.fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    page.view.draw();
  };

  const pinch = (page, event, before) => {
    page.view.lasso = [];
    const [, other] = [...page.fingers].find(([id]) => id !== event.pointerId);
    const was = Math.hypot(before[0] - other[0], before[1] - other[1]);
    const is = Math.hypot(event.offsetX - other[0], event.offsetY - other[1]);
    if (was > 0) page.view.zoom(is / was, other[0], other[1]);
  };

  // A press that went nowhere points at a row; a line that was drawn chooses what it goes round.
  const release = (page, event) => {
    if (!page.fingers.delete(event.pointerId) || event.type === "pointercancel") return;
    if (page.moved < STILL) {
      const [x, y] = page.view.toMap(event.offsetX, event.offsetY);
      const row = page.points.nearest(x, y, REACH / (page.view.side * page.view.scale));
      choose(page, row < 0 ? [] : [row]);
    } else if (page.mode === "lasso" && page.view.lasso.length > 2) {
      choose(page, seen(page, page.points.inside(page.view.lasso)));
    }
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-map]").forEach(start));
})();
