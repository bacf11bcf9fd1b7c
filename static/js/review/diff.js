/* What was changed in a text, word by word: <p data-diff-of="before">after</p> shows what went and what came. */
(() => {
  const review = (window.synthlab.review ||= {});
  const mostSteps = 4_000_000; // 2,000 words against 2,000; beyond that the middle is shown as one change

  const words = (text) =>
    [...new Intl.Segmenter(document.documentElement.lang, { granularity: "word" }).segment(text)].map((one) => one.segment);

  /** How long the longest common row of words of each pair of ends is. */
  const commonEnds = (before, after) => {
    const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
    for (let i = before.length - 1; i >= 0; i -= 1) {
      for (let j = after.length - 1; j >= 0; j -= 1) {
        rows[i][j] = before[i] === after[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
      }
    }
    return rows;
  };

  const middle = (before, after, put) => {
    if (before.length * after.length > mostSteps) {
      before.forEach((word) => put("del", word));
      after.forEach((word) => put("ins", word));
      return;
    }
    const rows = commonEnds(before, after);
    let [i, j] = [0, 0];
    while (i < before.length || j < after.length) {
      if (i < before.length && j < after.length && before[i] === after[j]) {
        put("", before[i]);
        i += 1;
        j += 1;
      } else if (j >= after.length || (i < before.length && rows[i + 1][j] >= rows[i][j + 1])) {
        put("del", before[i]);
        i += 1;
      } else {
        put("ins", after[j]);
        j += 1;
      }
    }
  };

  /** [kind, text] pieces in order: "" stays, "del" went, "ins" came. */
  const changes = (old, now) => {
    const [before, after] = [words(old), words(now)];
    const pieces = [];
    const put = (kind, text) => {
      if (pieces.at(-1)?.[0] === kind) pieces.at(-1)[1] += text;
      else pieces.push([kind, text]);
    };
    let start = 0;
    while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
    let end = 0;
    const room = Math.min(before.length, after.length) - start;
    while (end < room && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    before.slice(0, start).forEach((word) => put("", word));
    middle(before.slice(start, before.length - end), after.slice(start, after.length - end), put);
    before.slice(before.length - end).forEach((word) => put("", word));
    return pieces;
  };

  const draw = (place, old, now) => {
    place.replaceChildren(...changes(old, now).map(([kind, text]) => {
      if (!kind) return document.createTextNode(text);
      const piece = document.createElement(kind);
      piece.textContent = text;
      return piece;
    }));
  };

  /** Answers that are shown with what was changed in them, once each. */
  const drawAll = (part) => part.querySelectorAll("[data-diff-of]:not([data-drawn], .written *)").forEach((place) => {
    place.dataset.drawn = "";
    draw(place, place.dataset.diffOf.replaceAll("\r\n", "\n"), place.textContent);
  });

  review.diff = { changes, draw, drawAll };
})();
