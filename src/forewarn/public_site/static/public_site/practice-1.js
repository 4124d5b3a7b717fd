/* Makes the practice pages feel like a program: pages are swapped in place, and a lost connection loses nothing.
   Without it every page works by itself. */
(() => {
  "use strict";
  const main = () => document.getElementById("content");
  let waiting = null;
  const offline = (shown) => { const note = document.querySelector("[data-offline]"); if (note) note.hidden = !shown; };
  const show = (html, address, push) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("content");
    if (!fresh) { location.href = address; return; }
    main().replaceWith(document.adoptNode(fresh));
    const ways = document.querySelector("header.top"), others = page.querySelector("header.top");
    if (ways && others) ways.replaceWith(document.adoptNode(others));
    document.title = page.title;
    if (push) history.pushState({}, "", address);
    main().classList.add("arrived");
    const target = main().querySelector("[data-focus]");
    if (target) { target.focus({ preventScroll: true }); target.scrollIntoView({ block: target.matches("h1") ? "center" : "nearest" }); }
    if (!target || target.matches("h1")) scrollTo(0, Math.max(0, main().offsetTop - 8));
  };
  const go = async (address, options, push) => {
    let answer;
    try { answer = await fetch(address, options); } catch {
      waiting = () => go(address, options, push);
      offline(true);
      return;
    }
    waiting = null;
    offline(false);
    if (answer.status >= 500 || !(answer.headers.get("content-type") || "").startsWith("text/html")) {
      if (options.method === "POST") { offline(true); waiting = () => go(address, options, push); } else location.href = address;
      return;
    }
    show(await answer.text(), answer.url, push);
  };
  addEventListener("online", () => { if (waiting) waiting(); });
  addEventListener("popstate", () => go(location.href, {}, false));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-swap]") || form.dataset.sent) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    go(form.action, { method: "POST", body }, true);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.href, {}, true);
  });
})();
