import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { PageElement } from "./element.ts";
import { icon } from "./icon.ts";
import { jsonNodes, pageSize } from "./jsonNodes.ts";
import type { JsonNode } from "./jsonNodes.ts";

/** A value as a tree, by mouse and by the keys of a tree (arrows, Home, End). The first two levels are open. */
export class JsonTree extends PageElement {
  static override properties = { value: { attribute: false }, label: {}, active: { state: true } };
  declare value: Readonly<Record<string, unknown>>;
  declare label: string;
  /** Path of the line the keys act on. */
  declare private active: string | undefined;
  #open = new Set<string>();
  #limits = new Map<string, number>();

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (!changed.has("value")) return;
    this.#limits = new Map();
    this.active = undefined;
    // Opening what has members level by level, so that long lists deeper down stay shut.
    this.#open = new Set();
    for (let level = 0; level < 2; level++) {
      for (const node of this.#nodes()) if (node.open === false) this.#open.add(node.path);
    }
  }

  #nodes(): JsonNode[] {
    return jsonNodes(this.value, this.#open, this.#limits);
  }

  #toggle(node: JsonNode): void {
    this.active = node.path;
    if (node.kind === "more") {
      const parent = node.path.slice(0, node.path.lastIndexOf("/"));
      this.#limits.set(parent, (this.#limits.get(parent) ?? pageSize) + pageSize);
    } else if (node.open === true) this.#open.delete(node.path);
    else if (node.open === false) this.#open.add(node.path);
    this.requestUpdate();
  }

  #key(event: KeyboardEvent): void {
    const nodes = this.#nodes();
    const index = Math.max(0, nodes.findIndex(({ path }) => path === this.active));
    const node = nodes[index];
    if (node === undefined) return;
    const go = (to: number): void => void (this.active = nodes[Math.min(Math.max(0, to), nodes.length - 1)]?.path);
    if (event.key === "ArrowDown") go(index + 1);
    else if (event.key === "ArrowUp") go(index - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(nodes.length - 1);
    else if (event.key === "ArrowRight") {
      if (node.open === true) go(index + 1);
      else this.#toggle(node);
    } else if (event.key === "ArrowLeft") {
      if (node.open === true) this.#toggle(node);
      else go(nodes.findLastIndex(({ level }, at) => at < index && level < node.level));
    } else if (event.key === "Enter" || event.key === " ") this.#toggle(node);
    else return;
    event.preventDefault();
  }

  protected override updated(): void {
    this.querySelector(".json-line.active")?.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult {
    const nodes = this.#nodes();
    const active = nodes.findIndex(({ path }) => path === this.active);
    return html`<div class="json-tree" role="tree" tabindex="0" aria-label=${this.label}
      aria-activedescendant=${active < 0 ? nothing : `${this.id}-line-${active}`} @keydown=${(event: KeyboardEvent) => this.#key(event)}>
      ${nodes.map((node, index) => this.#line(node, index))}
    </div>`;
  }

  #line(node: JsonNode, index: number): TemplateResult {
    const twist = node.open === undefined ? html`<span class="codicon"></span>` : icon(node.open ? "chevron-down" : "chevron-right");
    return html`<div id="${this.id}-line-${index}" role="treeitem" aria-level=${node.level} aria-expanded=${node.open ?? nothing}
      aria-selected=${node.path === this.active} class="json-line ${node.path === this.active ? "active" : ""}"
      .style=${`padding-left: ${(node.level - 1) * 14}px`} @click=${() => this.#toggle(node)}
      >${twist}<bdi class="json-name">${node.name}</bdi> <bdi class="json-value ${node.kind}">${node.value}</bdi></div>`;
  }
}
customElements.define("signalr-json", JsonTree);
