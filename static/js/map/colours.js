/* What the points of the map are coloured by: names get one of twelve colours, shares a place on a scale. */
(() => {
  const NAMED = 12, NOTHING = 255, FULL = 254;

  const palette = (card) => {
    // A custom property keeps the words light-dark(…): drawn on an element it is one colour.
    const probe = document.createElement("span");
    probe.hidden = true;
    card.append(probe);
    const read = (name) => {
      probe.style.color = `var(--map-${name})`;
      return getComputedStyle(probe).color;
    };
    const names = Array.from({ length: NAMED }, (_, index) => read(index + 1));
    const found = { names, none: read("none"), scale: scale(read("low"), read("middle"), read("high")) };
    probe.remove();
    return found;
  };

  const numbers = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);

  const scale = (low, middle, high) => {
    const [a, b, c] = [numbers(low), numbers(middle), numbers(high)];
    const between = (from, to, part) => from.map((one, at) => Math.round(one + (to[at] - one) * part));
    return Array.from({ length: FULL + 1 }, (_, value) => {
      const at = value / FULL;
      return `rgb(${at < 0.5 ? between(a, b, at * 2) : between(b, c, at * 2 - 1)})`;
    });
  };

  // The colour of each of the 256 values of a column.
  const table = (column, colours) => Array.from({ length: 256 }, (_, value) => {
    if (value === NOTHING) return colours.none;
    if (!column.names) return colours.scale[Math.min(value, FULL)];
    return value < NAMED ? colours.names[value] : colours.none;
  });

  // Each colour as the four bytes of a pixel: red, green, blue and full, as they stand in memory.
  const inks = (colours) => new Uint32Array(new Uint8ClampedArray(
    colours.flatMap((colour) => [...numbers(colour), 255]),
  ).buffer);

  window.synthlab.map = { ...window.synthlab.map, palette, table, inks, NAMED, NOTHING };
})();
