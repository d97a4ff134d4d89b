/** Buttons that print the page; hidden by the server for those without JavaScript. */

/** Every `data-action="print"` is shown and prints. */
export function enhancePrinting(page: Document): void {
  for (const control of page.querySelectorAll<HTMLElement>('[data-action="print"]')) {
    control.hidden = false;
    control.addEventListener("click", () => window.print());
  }
}
