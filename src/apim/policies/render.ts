import { elementsIn } from "./element.ts";
import type { PolicyElement } from "./element.ts";

const step = "    ";

/** An element as XML, indented as the portal does; what stands in it is escaped here and nowhere else. */
export function rendered(element: PolicyElement, indent = ""): string {
  const { comment } = element;
  return comment === undefined ? renderedAlone(element, indent) : `${indent}<!-- ${comment} -->\n${renderedAlone(element, indent)}`;
}

function renderedAlone(element: PolicyElement, indent: string): string {
  const { name, attributes, children } = element;
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value).replaceAll('"', "&quot;")}"`)].join(" ");
  if (children.length === 0) {
    return `${indent}<${head} />`;
  }
  if (elementsIn(element).length === 0) {
    return `${indent}<${head}>${children.map(String).map(escaped).join("")}</${name}>`;
  }
  const inner = children.map((child) => (typeof child === "string" ? `${indent}${step}${escaped(child.trim())}` : rendered(child, indent + step)));
  return [`${indent}<${head}>`, ...inner, `${indent}</${name}>`].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
