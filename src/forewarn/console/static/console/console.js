// Copy buttons and confirmation dialogs. Without this file the same pages work: the text can be marked and copied, and
// a risky action opens its own page.
"use strict";

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("button[data-copy]");
  if (copy) {
    const source = document.getElementById(copy.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      copy.textContent = copy.dataset.done;
    } catch {
      getSelection().selectAllChildren(source); // no permission: mark it, Ctrl+C does the rest
    }
    return;
  }
  if (event.target.closest("[data-close]") && event.target.closest("dialog")) {
    event.preventDefault();
    event.target.closest("dialog").close();
    return;
  }
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const page = await fetch(link.href, { headers: { Accept: "text/html" } });
  const found = new DOMParser().parseFromString(await page.text(), "text/html").getElementById("confirm");
  if (!page.ok || !found) {
    location.assign(link.href);
    return;
  }
  const dialog = document.getElementById("dialog");
  dialog.replaceChildren(found);
  dialog.showModal();
});

// A table that is wider than the screen is scrolled with the keyboard too.
function letTablesScroll() {
  for (const table of document.querySelectorAll(".table")) {
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    else table.removeAttribute("tabindex");
  }
}
addEventListener("resize", letTablesScroll);
letTablesScroll();

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submits]")) event.target.form.requestSubmit();
});
