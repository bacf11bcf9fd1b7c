/* The points of the map, as they come from the server: part after part, each as bytes. */
(() => {
  const ACROSS = 65535;

  // Ids, places in [0, 1] and the values of each column, for all rows; grown part by part.
  class Points {
    constructor(columns) {
      this.columns = columns;
      this.count = 0;
      this.ids = new Float64Array(0);
      this.x = new Float32Array(0);
      this.y = new Float32Array(0);
      this.values = columns.map(() => new Uint8Array(0));
    }

    add(buffer) {
      const rows = buffer.byteLength / (12 + this.columns.length);
      const ids = new Float64Array(buffer, 0, rows), places = new Uint16Array(buffer, 8 * rows, 2 * rows);
      const x = new Float32Array(rows), y = new Float32Array(rows);
      for (let row = 0; row < rows; row += 1) {
        x[row] = places[2 * row] / ACROSS;
        y[row] = places[2 * row + 1] / ACROSS;
      }
      this.ids = joined(Float64Array, this.ids, ids);
      this.x = joined(Float32Array, this.x, x);
      this.y = joined(Float32Array, this.y, y);
      this.values = this.values.map((values, at) => joined(
        Uint8Array, values, new Uint8Array(buffer, 12 * rows + at * rows, rows),
      ));
      this.count += rows;
    }

    column(id) { return this.columns.findIndex((column) => column.id === id); }

    inside(polygon) {
      const found = [];
      for (let row = 0; row < this.count; row += 1) {
        if (within(this.x[row], this.y[row], polygon)) found.push(row);
      }
      return found;
    }

    nearest(x, y, reach) {
      let best = -1, least = reach * reach;
      for (let row = 0; row < this.count; row += 1) {
        const across = this.x[row] - x, down = this.y[row] - y, apart = across * across + down * down;
        if (apart < least) [best, least] = [row, apart];
      }
      return best;
    }
  }

  const joined = (kind, first, second) => {
    const both = new kind(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
  };

  // Even-odd rule: a ray to the right crosses the line round the point an odd number of times.
  const within = (x, y, polygon) => {
    let inside = false;
    for (let at = 0, before = polygon.length - 1; at < polygon.length; before = at, at += 1) {
      const [ax, ay] = polygon[at], [bx, by] = polygon[before];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
    return inside;
  };

  window.synthlab.map = { ...window.synthlab.map, Points };
})();
