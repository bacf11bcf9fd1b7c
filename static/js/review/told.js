/* What could not be taken (the item went to somebody else, the codebook changed): told with what the person had answered,
 * to be copied, and there until they put it away. */
(() => {
  const { review, kept } = window.synthlab;
  const box = document.getElementById("review-told");
  if (!box) return;
  const area = kept.area(`${document.getElementById("review-bench").dataset.project}/told`);
  const most = 20;

  const draw = (key) => {
    const { title, words, why } = area.get(key) || {};
    if (!words) return;
    const part = document.getElementById("review-told-template").content.firstElementChild.cloneNode(true);
    part.dataset.told = key;
    part.querySelector("[data-title]").textContent = title;
    if (why) part.querySelector("[data-why]").textContent = why;
    part.querySelector("textarea").value = words;
    box.append(part);
    box.hidden = false;
  };

  /** One with this `key` already is replaced; the oldest ones make room. `why`: where it is not the usual reason. */
  const tell = (key, { title, words, why = "" }) => {
    if (!words) return;
    area.put(key, { title, words, why });
    box.querySelector(`[data-told="${CSS.escape(key)}"]`)?.remove();
    draw(key);
    area.keys().slice(0, -most).forEach(putAway);
  };

  const putAway = (key) => {
    area.drop(key);
    box.querySelector(`[data-told="${CSS.escape(key)}"]`)?.remove();
    box.hidden = !box.children.length; // nothing to say takes no room from the item
  };

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-put-away]")?.closest("[data-told]");
    if (!part) return;
    putAway(part.dataset.told);
    review.room?.shown()?.querySelector("h2").focus({ preventScroll: true });
  });

  area.keys().forEach(draw);
  review.told = { tell };
})();
