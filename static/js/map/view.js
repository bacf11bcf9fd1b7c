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
      pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
      this.dots(points.values[this.column] || new Uint8Array(0));
      this.rings();
      this.line();
    }

    // All points of one colour together: to change the colour costs more than to draw a point.
    dots(values) {
      const { pen, points } = this, size = this.dot();
      const rows = Array.from({ length: 256 }, () => []);
      for (let row = 0; row < points.count; row += 1) {
        const value = this.hidden.has(points.ids[row]) ? synthlab.map.NOTHING : values[row];
        if (this.only === null || value === this.only) rows[value].push(row);
      }
      const edge = size + 1, [right, bottom] = [this.canvas.clientWidth + edge, this.canvas.clientHeight + edge];
      for (let value = 255; value >= 0; value -= 1) {
        if (!rows[value].length) continue;
        pen.fillStyle = this.colours[value];
        for (const row of rows[value]) {
          const [left, top] = this.toScreen(points.x[row], points.y[row]);
          if (left > -edge && top > -edge && left < right && top < bottom) pen.fillRect(left - size / 2, top - size / 2, size, size);
        }
      }
    }

    dot() {
      const { count } = this.points, crowd = count > 50000 ? 1.6 : count > 5000 ? 2.4 : count > 1000 ? 4 : 6;
      return Math.min(10, crowd * this.scale ** 0.35);
    }

    rings() {
      const { pen, points } = this, size = this.dot() + 2;
      pen.strokeStyle = getComputedStyle(this.canvas).color;
      pen.lineWidth = 1;
      for (const row of this.chosen) {
        const [left, top] = this.toScreen(points.x[row], points.y[row]);
        pen.strokeRect(left - size / 2, top - size / 2, size, size);
      }
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

  window.synthlab.map = { ...window.synthlab.map, View };
})();
