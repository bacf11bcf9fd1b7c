/* Places in a text. The server counts Unicode code points, a browser UTF-16 units: an emoji is one there and two here.
 *
 * synthlab.review.characters.of(text) -> { toPoints(unit), toUnits(point), snap([start, end]), wordAt(unit) }
 */
(() => {
  const review = (window.synthlab.review ||= {});

  /** Where in the text a second half of a pair stands, in order. */
  const secondHalves = (text) => {
    const found = [];
    for (const match of text.matchAll(/[\u{10000}-\u{10ffff}]/gu)) found.push(match.index + 1);
    return found;
  };

  /** How many of the sorted `places` lie before `place`. */
  const before = (places, place) => {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle] < place) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const segmenter = (granularity) => new Intl.Segmenter(document.documentElement.lang, { granularity });

  /** The line (or a part of a very long one) that holds a place, so that no book is cut up for one click. */
  const around = (text, unit) => {
    let start = Math.max(text.lastIndexOf("\n", unit - 1) + 1, unit - 2000);
    if (/[\udc00-\udfff]/.test(text[start] || "")) start -= 1;
    const end = text.indexOf("\n", unit);
    return { start, part: text.slice(start, Math.min(end < 0 ? text.length : end, unit + 2000)) };
  };

  /** The segment that holds `unit`, as [start, end, whether it is a word]. */
  const segmentAt = (text, unit, granularity) => {
    const { start, part } = around(text, unit);
    const found = segmenter(granularity).segment(part).containing(Math.min(unit - start, part.length - 1));
    if (!found) return [unit, unit, false];
    return [start + found.index, start + found.index + found.segment.length, Boolean(found.isWordLike)];
  };

  const of = (text) => {
    const halves = secondHalves(text);
    const toPoints = (unit) => unit - before(halves, unit);
    const toUnits = (point) => {
      let low = point;
      let high = Math.min(text.length, 2 * point);
      while (low < high) {
        const middle = (low + high) >> 1;
        if (toPoints(middle) < point) low = middle + 1;
        else high = middle;
      }
      return low;
    };

    /** The same piece without space at its ends, and with no letter cut from its marks or emoji from its parts. */
    const snap = ([start, end]) => {
      let [from, to] = [start, end];
      while (from < to && /\s/.test(text[from])) from += 1;
      while (to > from && /\s/.test(text[to - 1])) to -= 1;
      if (from >= to) return null;
      [from] = segmentAt(text, from, "grapheme");
      const last = segmentAt(text, to - 1, "grapheme");
      return [from, Math.max(to, last[1])];
    };

    const wordAt = (unit) => {
      const [start, end, isWord] = segmentAt(text, unit, "word");
      return isWord ? [start, end] : null;
    };

    return { toPoints, toUnits, snap, wordAt };
  };

  review.characters = { of };
})();
