/** The stage over the whole screen: a layer that holds everything else still, and the browser's full screen where allowed. */

const STANDS_BESIDE = "script, link, style, template";

export class Screen {
  private readonly stilled: HTMLElement[] = [];
  private moved: { form: HTMLElement; before: Comment } | undefined;

  /** `onLeave` is called when the browser left its full screen by itself. */
  constructor(
    private readonly stage: HTMLElement,
    private readonly stops: HTMLElement | null,
    onLeave: () => void,
  ) {
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement && this.isOpen) onLeave();
    });
  }

  get isOpen(): boolean {
    return this.stage.classList.contains("is-full");
  }

  /** The stage covers the page, with the buttons that stop at once; nothing behind it can be reached. */
  open(): void {
    if (this.isOpen) return;
    this.stage.classList.add("is-full");
    this.stage.setAttribute("role", "dialog");
    this.stage.setAttribute("aria-modal", "true");
    document.documentElement.classList.add("has-full-stage");
    if (this.stops) {
      const before = document.createComment("");
      this.stops.before(before);
      this.stage.append(this.stops);
      this.moved = { form: this.stops, before };
    }
    for (let inner: HTMLElement = this.stage; inner !== document.body && inner.parentElement; inner = inner.parentElement) {
      for (const other of inner.parentElement.children) {
        if (other !== inner && other instanceof HTMLElement && !other.inert && !other.matches(STANDS_BESIDE)) {
          other.inert = true;
          this.stilled.push(other);
        }
      }
    }
    void document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => undefined);
  }

  /** The page is as it was. */
  close(): void {
    if (!this.isOpen) return;
    this.stage.classList.remove("is-full");
    this.stage.removeAttribute("role");
    this.stage.removeAttribute("aria-modal");
    document.documentElement.classList.remove("has-full-stage");
    for (const other of this.stilled.splice(0)) other.inert = false;
    this.moved?.before.replaceWith(this.moved.form);
    this.moved = undefined;
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  }
}
