/* One request of the review room: review.post(address, [[name, value], …]) gives the response, whatever its status.
 *
 * The token is the one that holds now: signing in, in this tab or another one, changes it. X-Person says whose work this
 * is: while somebody else is signed in, the server takes it for nobody's and answers 401.
 */
(() => {
  const { review, kept } = window.synthlab;
  const patience = 30_000; // ms: a connection that hangs is none

  const token = () => document.cookie.split("; ").find((part) => part.startsWith("csrftoken="))?.slice("csrftoken=".length)
    || document.querySelector("meta[name=csrf-token]").content;

  const bodyOf = (fields) => {
    const body = new FormData();
    fields.forEach(([name, value]) => body.append(name, value));
    return body;
  };

  /** What a form would send, but for its token, which may be an old one by then. */
  review.fieldsOf = (form, submitter) => [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");

  review.post = async (address, fields) => {
    const headers = { "HX-Request": "true", "HX-Current-URL": window.location.href, "X-Person": kept.person, "X-CSRFToken": token() };
    const response = await fetch(address, { method: "POST", body: bodyOf(fields), headers, signal: AbortSignal.timeout(patience) });
    const said = response.headers.get("HX-Trigger");
    if (said) JSON.parse(said).toasts?.items.forEach(({ text, level }) => { window.synthlab.toast(text, level).dataset.said = ""; });
    return response;
  };

  /** What the server has said so far, of what is taken back now: `clear()` puts it away. */
  review.saidSoFar = () => {
    const toasts = [...document.querySelectorAll("#toasts .toast.info[data-said]")];
    return { clear: () => toasts.forEach((toast) => toast.remove()) };
  };
})();
