/* What people mean by the few letters that they type: synthlab.match.best(query, entries) gives the entries that fit, the
 * best first. An entry is {names: [the name, other words for it, …], …}.
 *
 * Case, accents and the width of letters do not count. Korean is compared by its letters, so that a syllable that is
 * still being typed finds its words, and so do first consonants (ㅎㅂ finds 환불). The order: the very name, its beginning,
 * the beginning of a word, anywhere in it, the letters in this order with others between them; and only where none of
 * these is found, words with a slip of the finger.
 */
(() => {
  const folded = new WeakMap(); // entry → its names as they are compared
  // Upwards first: ß is SS there.
  const fold = (text) => text.normalize("NFKD").toUpperCase().toLowerCase().replace(/[\u0300-\u036f]/g, "").trim();
  const namesOf = (entry) => {
    if (!folded.has(entry)) folded.set(entry, entry.names.filter(Boolean).map(fold));
    return folded.get(entry);
  };
  const wordsOf = (name) => name.split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean);

  const isSpread = (query, name) => {
    let at = -1;
    return [...query].every((letter) => {
      at = name.indexOf(letter, at + 1);
      return at >= 0;
    });
  };

  const NOT = 9;
  const fit = (query, name) => {
    if (name === query) return 0;
    if (name.startsWith(query)) return 1;
    if (wordsOf(name).some((word) => word.startsWith(query))) return 2;
    if (name.includes(query)) return 3;
    return isSpread(query.replace(/\s+/g, ""), name) ? 4 : NOT;
  };

  /** How well an entry fits: a whole number by its name, half of one more by other words for it. */
  const fitOf = (query, entry) => Math.min(...namesOf(entry).map((name, place) => fit(query, name) + (place ? 0.5 : 0)));

  // -- slips of the finger ------------------------------------------------------------------------------------------
  /** Letters that are missing, too many, wrong, or in the place of their neighbour (optimal string alignment). */
  const slips = (one, other) => {
    const rows = [Array.from({ length: other.length + 1 }, (_, place) => place)];
    for (let i = 1; i <= one.length; i += 1) {
      rows[i] = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1] ? 0 : 1;
        rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
    return rows[one.length][other.length];
  };
  const hasSlipped = (query, entry) => {
    const most = query.length < 4 ? 0 : query.length < 8 ? 1 : 2;
    return most > 0 && namesOf(entry).some((name) => [name, ...wordsOf(name)].some((word) =>
      Math.abs(word.length - query.length) <= most && slips(query, word) <= most));
  };

  const best = (text, entries) => {
    const query = fold(text).slice(0, 80);
    if (!query) return [...entries];
    const fits = entries.map((entry) => [fitOf(query, entry), entry]).filter(([fits]) => fits < NOT);
    if (!fits.length) return entries.filter((entry) => hasSlipped(query, entry));
    return fits.sort(([one], [other]) => one - other).map(([, entry]) => entry);
  };

  window.synthlab = window.synthlab || {};
  window.synthlab.match = { best };
})();
