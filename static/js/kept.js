/* What this browser keeps for a person who is signed in, until it is done with: synthlab.kept.area("3/drafts").
 *
 * An area has keys(), get(key), put(key, value), drop(key). It belongs to the person of the page: nobody else who signs
 * in on the same machine sees it. Where the browser keeps nothing (full, forbidden) `put` says false, and the value lasts
 * as long as the page. Signing out forgets the person's drafts and what they were told of them, but not what still waits to
 * be sent; drafts that nobody came back to for a week go too.
 */
(() => {
  const root = "synthlab-kept";
  const week = 7 * 24 * 3600_000;
  const person = document.querySelector("meta[name=person]")?.content || "";
  const memory = new Map();
  let signingOut = false;

  const stored = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(`${root}/`));
    } catch {
      return [];
    }
  };

  const read = (key) => {
    if (memory.has(key)) return memory.get(key);
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // written by something else
    }
  };

  const drop = (key) => {
    memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch { /* it was never there */ }
  };

  const write = (key, value) => {
    if (signingOut) return false;
    try {
      localStorage.setItem(key, JSON.stringify({ ...value, keptAt: Date.now() }));
      memory.delete(key);
      return true;
    } catch {
      memory.set(key, value);
      return false;
    }
  };

  const area = (name) => {
    const prefix = `${root}/${person}/${name}/`;
    return {
      keys: () => [...new Set([...stored(), ...memory.keys()])].filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)).sort(),
      get: (key) => read(prefix + key),
      put: (key, value) => write(prefix + key, value),
      drop: (key) => drop(prefix + key),
    };
  };

  const isDraft = (key) => key.split("/").slice(3, -1).some((part) => ["drafts", "told"].includes(part));
  const isOld = (key) => !(Date.now() - read(key)?.keptAt < week);
  stored().filter((key) => isDraft(key) && isOld(key)).forEach(drop);

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sign-out]")) return;
    stored().filter((key) => isDraft(key) && key.startsWith(`${root}/${person}/`)).forEach(drop);
    signingOut = true; // the page that is left must not write again
  });
  window.addEventListener("pageshow", () => { signingOut = false; });

  window.synthlab.kept = { area, person };
})();
