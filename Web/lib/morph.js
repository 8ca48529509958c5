import { trusted } from "./html.js";

/**
 * Brings the children of `target` to what `markup` says by the smallest change: elements keep their identity, so
 * focus, selection, scroll and half-typed text survive every update. Siblings are matched by `id` or `data-key`,
 * then by position. The inside of a custom element is its own business.
 * @param {Element} target
 * @param {unknown} markup what `html` made
 */
export function morph(target, markup) {
    const template = document.createElement("template");
    template.innerHTML = trusted(markup);
    morphChildren(target, template.content);
}

/** @param {Node} node */
const keyOf = (node) => (node instanceof HTMLElement ? node.id || node.dataset.key || null : null);

/**
 * @param {Node} left
 * @param {Node} right
 */
function isSame(left, right) {
    return left.nodeType === right.nodeType && left.nodeName === right.nodeName && keyOf(left) === keyOf(right);
}

/**
 * @param {Node} target
 * @param {Node} source
 */
function morphChildren(target, source) {
    /** @type {ChildNode | null} */
    let current = target.firstChild;
    for (const wanted of [...source.childNodes]) {
        const match = findMatch(current, wanted);
        if (match === null) {
            target.insertBefore(wanted, current);
            continue;
        }
        current = removed(current, match);
        morphNode(match, wanted);
        current = match.nextSibling;
    }
    removed(current, null);
}

/**
 * Takes off the nodes from `first` up to `end`, which stays; gives `end`.
 * @param {ChildNode | null} first
 * @param {ChildNode | null} end
 */
function removed(first, end) {
    let current = first;
    while (current && current !== end) {
        const following = current.nextSibling;
        current.remove();
        current = following;
    }
    return end;
}

/**
 * @param {ChildNode | null} start
 * @param {Node} wanted
 * @returns {ChildNode | null}
 */
function findMatch(start, wanted) {
    if (start === null) return null;
    if (isSame(start, wanted)) return start;
    if (keyOf(wanted) === null && keyOf(start) === null) return null;
    /** @type {ChildNode | null} */
    let node = start.nextSibling;
    for (; node; node = node.nextSibling) {
        if (keyOf(wanted) !== null && isSame(node, wanted)) return node;
    }
    return null;
}

/**
 * @param {ChildNode} target
 * @param {Node} wanted
 */
function morphNode(target, wanted) {
    if (!(target instanceof Element) || !(wanted instanceof Element)) {
        if (target.nodeValue !== wanted.nodeValue) target.nodeValue = wanted.nodeValue;
        return;
    }
    // A row that says what it said; the browser compares faster than we do.
    if (keyOf(wanted) !== null && target.isEqualNode(wanted)) return;
    morphAttributes(target, wanted);
    if (target.localName.includes("-")) return;
    if (target instanceof HTMLTextAreaElement && wanted instanceof HTMLTextAreaElement) {
        if (target.defaultValue !== wanted.defaultValue) target.value = target.defaultValue = wanted.defaultValue;
        return;
    }
    morphChildren(target, wanted);
}

/**
 * What markup does not say: an open `<details>` or `<dialog>` is the user's and stays open; a style can only come from a
 * script, because the content policy allows none in markup.
 * @param {Element} target
 * @param {string} name
 */
const isForeign = (target, name) =>
    name === "style" || (name === "open" && ["details", "dialog"].includes(target.localName));

/**
 * @param {Element} target
 * @param {Element} wanted
 */
function morphAttributes(target, wanted) {
    for (const { name, value } of [...wanted.attributes]) {
        if (target.getAttribute(name) === value) continue;
        target.setAttribute(name, value);
        reflect(target, name, value);
    }
    for (const { name } of [...target.attributes]) {
        if (wanted.hasAttribute(name) || isForeign(target, name)) continue;
        target.removeAttribute(name);
        reflect(target, name, null);
    }
}

/**
 * A control that the user has touched no longer follows its attribute: the state is set, too.
 * @param {Element} target
 * @param {string} name
 * @param {string | null} value
 */
function reflect(target, name, value) {
    if (target instanceof HTMLInputElement && name === "value") target.value = value ?? "";
    if (target instanceof HTMLInputElement && name === "checked") target.checked = value !== null;
    if (target instanceof HTMLOptionElement && name === "selected" && value !== null) target.selected = true;
}
