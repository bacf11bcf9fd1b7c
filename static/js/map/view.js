/* Drawing the points on the canvas: what part of the map is seen, how near, and the line that is drawn round some. */
(() => {
  const NEAREST = 200, MARGIN = 0.04;

  class View {
    constructor(canvas, points) {
      Object.assign(this, { canvas, points, colours: [], column: 0, only: null, chosen: new Set(), lasso: [], hidden: new Set() });
      this.pen = canvas.getContext("2d");
      this.all();
      new ResizeObserver(() => this.draw()).observe(canvas);
    }

    all() { [this.scale, this.x, this.y] = [1, 0.5, 0.5]; this.draw(); }

    // Pixels of the square that holds the whole map when nothing is brought nearer.
    get side() { return Math.min(this.canvas.clientWidth, this.canvas.clientHeight) * (1 - 2 * MARGIN); }

    toScreen(x, y) {
      const size = this.side * this.scale;
      return [(x - this.x) * size + this.canvas.clientWidth / 2, (y - this.y) * size + this.canvas.clientHeight / 2];
    }

    toMap(left, top) {
      const size = this.side * this.scale;
      return [(left - this.canvas.clientWidth / 2) / size + this.x, (top - this.canvas.clientHeight / 2) / size + this.y];
    }

    move(left, top) {
      const size = this.side * this.scale;
      this.x = Math.min(1, Math.max(0, this.x - left / size));
      this.y = Math.min(1, Math.max(0, this.y - top / size));
      this.draw();
    }

    // Nearer or farther, with what lies under the pointer staying there.
    zoom(factor, left = this.canvas.clientWidth / 2, top = this.canvas.clientHeight / 2) {
      const [x, y] = this.toMap(left, top);
      this.scale = Math.min(NEAREST, Math.max(1, this.scale * factor));
      const [nowX, nowY] = this.toMap(left, top);
      [this.x, this.y] = [this.x + x - nowX, this.y + y - nowY];
      this.draw();
    }

    draw() {
      if (this.asked) return;
      this.asked = true;
      requestAnimationFrame(() => { this.asked = false; this.paint(); });
    }

    paint() {
      const { canvas, pen, points } = this, sharp = window.devicePixelRatio || 1;
      const [width, height] = [Math.round(canvas.clientWidth * sharp), Math.round(canvas.clientHeight * sharp)];
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      pen.setTransform(sharp, 0, 0, sharp, 0, 0);
      if (width && height) this.dots(points.values[this.column] || new Uint8Array(0), sharp);
      this.line();
    }

    // Pixel by pixel: to fill a hundred thousand squares takes a canvas a quarter of a second, to write their bytes a few
    // milliseconds.
    dots(values, sharp) {
      const { points, canvas: { width, height } } = this, size = Math.max(1, Math.round(this.dot() * sharp));
      const image = this.pen.createImageData(width, height), pixels = new Uint32Array(image.data.buffer);
      const across = this.side * this.scale * sharp, inks = synthlab.map.inks(this.colours), shown = this.shown(values);
      const left = width / 2 - this.x * across, top = height / 2 - this.y * across;
      const square = (row, wide, ink) => {
        const x = Math.round(points.x[row] * across + left - wide / 2), y = Math.round(points.y[row] * across + top - wide / 2);
        if (x <= -wide || y <= -wide || x >= width || y >= height) return;
        const from = Math.max(x, 0), to = Math.min(x + wide, width), end = Math.min(y + wide, height);
        for (let line = Math.max(y, 0); line < end; line += 1) pixels.fill(ink, line * width + from, line * width + to);
      };
      const [ringed] = synthlab.map.inks([getComputedStyle(this.canvas).color]), ring = 2 * Math.max(1, Math.round(sharp));
      for (const row of lowestLast(shown)) {
        if (this.only !== null && shown[row] !== this.only) continue;
        if (this.chosen.has(row)) square(row, size + ring, ringed);
        square(row, size, inks[shown[row]]);
      }
      this.pen.putImageData(image, 0, 0);
    }

    // The values that rows are coloured by; what is held back from this person has none.
    shown(values) {
      if (!this.hidden.size) return values;
      return values.map((value, row) => (this.hidden.has(this.points.ids[row]) ? synthlab.map.NOTHING : value));
    }

    dot() {
      const { count } = this.points, crowd = count > 50000 ? 1.6 : count > 5000 ? 2.4 : count > 1000 ? 4 : 6;
      return Math.min(10, crowd * this.scale ** 0.35);
    }

    line() {
      if (this.lasso.length < 2) return;
      const { pen } = this;
      pen.beginPath();
      this.lasso.forEach(([x, y], at) => pen[at ? "lineTo" : "moveTo"](...this.toScreen(x, y)));
      pen.closePath();
      pen.setLineDash([6, 4]);
      pen.lineWidth = 1.5;
      pen.strokeStyle = getComputedStyle(this.canvas).color;
      pen.stroke();
      pen.setLineDash([]);
    }
  }

  // Rows by their value, the highest first: what is drawn last lies on top, and rows without a value have the highest.
  const lowestLast = (values) => {
    const next = new Uint32Array(257), rows = new Uint32Array(values.length);
    for (const value of values) next[255 - value + 1] += 1;
    for (let at = 1; at < 257; at += 1) next[at] += next[at - 1];
    values.forEach((value, row) => { rows[next[255 - value]] = row; next[255 - value] += 1; });
    return rows;
  };

  window.synthlab.map = { ...window.synthlab.map, View };
})();
