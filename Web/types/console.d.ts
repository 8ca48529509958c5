// The console's own types: what its files say to each other. For the type checker alone: nothing of it is shipped.

/** What an answer may leave out. */
type Maybe<T> = T | null | undefined;

/** An element that names an action: a button, link, input, select or form of our own markup, with its data. */
interface Control extends HTMLElement {
    value: string;
    checked: boolean;
    name: string;
    disabled: boolean;
    readonly dataset: DOMStringMap & Record<string, string>;
}

/** The `data-…` of a control: all there that the template of the same file has written. */
type Dataset = Record<string, string>;

type Actions = Record<string, (element: Control, event: Event) => unknown>;

/** An error as it is shown: the API's, or the console's own with the same fields. */
interface Problem {
    code: string;
    title: string;
    detail: string;
    fix?: string | null;
    status: number;
    retryable: boolean;
    requestId?: string | null;
    type?: string;
    /** The body as it was received. */
    raw?: string;
}

/** What names a model in a bucket, as far as it is known. */
interface ModelPlace {
    bucket?: string | null;
    source?: string | null;
    id?: string | null;
    pin?: string | null;
}

/** What names a service. */
interface ServiceName {
    region: string;
    name: string;
}

/** An address of the console, read. */
interface Route {
    view: string;
    title: string;
    params: Record<string, string>;
    query: Record<string, string>;
    tab: string | null;
    path: string;
}

/** Values for an address; what is undefined, null or empty is left out. */
type Query = Record<string, string | number | boolean | null | undefined>;

interface TrustedTypePolicy {
    createHTML(text: string): string;
}

/** Trusted Types, where the browser has them. */
declare var trustedTypes:
    | { createPolicy(name: string, rules: { createHTML(text: string): string }): TrustedTypePolicy }
    | undefined;

interface HTMLElementTagNameMap {
    "line-chart": import("../elements/line-chart.js").LineChart;
    "confirm-dialog": import("../elements/confirm-dialog.js").ConfirmDialog;
    "project-picker": import("../elements/project-picker.js").ProjectPicker;
}

/** An event target that says of which type each of its events is. */
interface Source<Events> extends EventTarget {
    readonly announces?: Events;
}

/** What `live` tells. */
interface LiveEvents {
    import: CustomEvent<API.ImportView>;
    services: CustomEvent<API.ServiceList>;
    problem: CustomEvent<Problem>;
}

/** One event of a stream, its data still text. */
interface StreamEvent {
    type: string;
    data: string;
    id: string;
}

/** A step of making or removing an engine's key, as its stream tells. */
interface KeyStep {
    step: string;
    message: string;
    key?: API.EngineKey | null;
}

/** What a question cost, as the stream of an answer ends. */
interface AnswerSummary {
    text: string;
    milliseconds: number;
    firstTokenMilliseconds?: number | null;
    generatedTokens?: number | null;
    tokensPerSecond?: number | null;
    finish?: string | null;
    isStandIn?: boolean;
}

/** One event of an answer that is generated. */
interface AnswerEvent {
    seconds?: number;
    text?: string;
    thinking?: string;
    summary?: AnswerSummary;
}

interface DocumentEventMap {
    /** A check was mended: which. */
    "project-mended": CustomEvent<string>;
}

interface Document {
    readonly announces?: DocumentEventMap;
}
