/** Holds back what cannot be undone until its word was typed. */

/** The form's button works only while its first field holds the word of `data-confirm-word`. */
export function enhanceConfirm(form: HTMLElement): void {
  const word = (form.dataset["confirmWord"] ?? "").trim().toLowerCase();
  const field = form.querySelector<HTMLInputElement>('input:not([type="hidden"])');
  const send = form.querySelector<HTMLButtonElement>('button:not([type="button"])');
  if (!word || !field || !send) return;
  const weigh = (): void => {
    send.disabled = field.value.trim().toLowerCase() !== word;
  };
  field.addEventListener("input", weigh);
  weigh();
}
