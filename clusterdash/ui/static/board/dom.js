// Small helpers for nodes that are made once and written to only where something differs.

const SVG = "http://www.w3.org/2000/svg";

export function element(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

export function drawing(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** A text node is written to only when its text differs, so that an unchanged figure costs nothing. */
export function write(node, text) {
  if (node.nodeValue !== text) node.nodeValue = text;
}

export function mark(node, attribute, value) {
  if (value === null) {
    if (node.hasAttribute(attribute)) node.removeAttribute(attribute);
  } else if (node.getAttribute(attribute) !== value) {
    node.setAttribute(attribute, value);
  }
}
