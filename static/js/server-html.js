// The page's one Trusted Types policy: the only place that turns the server's HTML into nodes.

const policy = globalThis.trustedTypes
  ? trustedTypes.createPolicy("peernet", { createHTML: (html) => html })
  : { createHTML: (html) => html };

/** The nodes of HTML that this site's server drew. Never call it with anything else. */
export function nodesOf(html) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content;
}

/** A whole page of this site, parsed. */
export function pageOf(html) {
  return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
}
