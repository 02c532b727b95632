import { LitElement } from "lit";

/**
 * Base of the page's elements. They render into the document itself: one linked style sheet serves all of them
 * under a policy without inline styles (sizes are set through the `style` property, which the policy allows), and labels and active descendants can refer to one another.
 */
export class PageElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Tells the elements above; `detail` is what the listener needs. */
  protected tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
