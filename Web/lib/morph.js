/**
 * Brings the children of `target` to what `markup` says by the smallest change: elements keep their identity, so
 * focus, selection, scroll and half-typed text survive every update. Siblings are matched by `id` or `data-key`,
 * then by position. The inside of a custom element is its own business.
 */
export function morph(target, markup) {
    const template = document.createElement("template");
    template.innerHTML = policy ? policy.createHTML(markup.toString()) : markup.toString();
    morphChildren(target, template.content);
}

const policy = globalThis.trustedTypes?.createPolicy("llm-manager", { createHTML: (text) => text });

const keyOf = (node) => (node.nodeType === 1 ? node.id || node.dataset?.key || null : null);

function isSame(left, right) {
    return left.nodeType === right.nodeType && left.nodeName === right.nodeName && keyOf(left) === keyOf(right);
}

function morphChildren(target, source) {
    let current = target.firstChild;
    for (const wanted of [...source.childNodes]) {
        const match = findMatch(current, wanted);
        if (match === null) {
            target.insertBefore(wanted, current);
            continue;
        }
        while (current !== match) {
            const following = current.nextSibling;
            current.remove();
            current = following;
        }
        morphNode(match, wanted);
        current = match.nextSibling;
    }
    while (current) {
        const following = current.nextSibling;
        current.remove();
        current = following;
    }
}

function findMatch(start, wanted) {
    if (start === null) return null;
    if (isSame(start, wanted)) return start;
    if (keyOf(wanted) === null && keyOf(start) === null) return null;
    for (let node = start.nextSibling; node; node = node.nextSibling) {
        if (keyOf(wanted) !== null && isSame(node, wanted)) return node;
    }
    return null;
}

function morphNode(target, wanted) {
    if (target.nodeType !== 1) {
        if (target.nodeValue !== wanted.nodeValue) target.nodeValue = wanted.nodeValue;
        return;
    }
    morphAttributes(target, wanted);
    if (target.localName.includes("-")) return;
    if (target.localName === "textarea") {
        if (target.defaultValue !== wanted.defaultValue) target.value = target.defaultValue = wanted.defaultValue;
        return;
    }
    morphChildren(target, wanted);
}

/** What the user holds: an open `<details>` or `<dialog>` stays open. */
const userOwned = (target, name) => name === "open" && ["details", "dialog"].includes(target.localName);

function morphAttributes(target, wanted) {
    for (const { name, value } of [...wanted.attributes]) {
        if (target.getAttribute(name) === value) continue;
        target.setAttribute(name, value);
        if (name === "value" && target.localName === "input") target.value = value;
        if (name === "checked") target.checked = true;
        if (name === "selected") target.selected = true;
    }
    for (const { name } of [...target.attributes]) {
        if (wanted.hasAttribute(name) || userOwned(target, name)) continue;
        target.removeAttribute(name);
        if (name === "checked") target.checked = false;
        if (name === "value" && target.localName === "input") target.value = "";
    }
}
