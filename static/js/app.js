/* Small manners of every page: theme, tokens on requests, focus after a swap, copying, dropping files. */
(() => {
  // -- theme: at once here, and kept by the server for the next page ------------------------------------------------
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-theme-form]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    document.documentElement.dataset.theme = theme;
    form.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.value === theme));
    });
    const body = new FormData(form, event.submitter);
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
  });

  // -- htmx -------------------------------------------------------------------------------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });

  // What had the focus may be gone after a swap: go to the first error, to what asks for focus, or stay by id.
  let focused = "";
  document.addEventListener("htmx:beforeSwap", () => { focused = document.activeElement?.id || ""; });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    const wanted = part.querySelector("[aria-invalid=true]") || part.querySelector("[data-focus]");
    const lost = !document.activeElement || document.activeElement === document.body;
    if (wanted) wanted.focus();
    else if (lost && focused) document.getElementById(focused)?.focus();
  });

  // -- a link to a row of a form leads into its first field -----------------------------------------------------------
  const arrive = () => document.querySelector("[data-arrive]:target textarea")?.focus();
  ["load", "hashchange"].forEach((kind) => window.addEventListener(kind, arrive));

  // -- a form that is on its way is not sent twice: the second sending would cut the first one off ------------------
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if ("sent" in form.dataset) return void event.preventDefault();
    form.dataset.sent = "";
    setTimeout(() => delete form.dataset.sent, 3000);
  });

  // -- going back shows what is, not what the browser remembers of a form that is settled since -----------------------
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("[data-passing]")) window.location.reload();
  });

  // -- copying ----------------------------------------------------------------------------------------------------
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    window.synthlab.toast(document.getElementById("toast-template").dataset.copied, "success");
  });

  // -- files ------------------------------------------------------------------------------------------------------
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-drop]");
    const name = box?.querySelector("[data-drop-name]");
    if (!name || event.target.type !== "file") return;
    name.textContent = [...event.target.files].map((file) => file.name).join(", ");
    name.hidden = !event.target.files.length;
  });
  ["dragenter", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
    event.target.closest?.("[data-drop]")?.classList.toggle("over", kind === "dragenter");
  }));

  // -- forms that send themselves when a filter changes --------------------------------------------------------------
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-auto-submit]")) event.target.form.requestSubmit();
  });

  // -- menus made of <details> close like every other menu -----------------------------------------------------------
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu-button[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu-button[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
