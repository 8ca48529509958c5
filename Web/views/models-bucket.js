import { bytes, short } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { problemBox, sourceName, status, time } from "../lib/parts.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { sortHead } from "../lib/sorting.js";
import { tableGap } from "../lib/windowed.js";

/** @typedef {import("../lib/sorting.js").Order} Order */
/** @typedef {API.ServiceView[] | null} Services unknown while it is null */

/**
 * A bucket with its models; a bucket that cannot be read is an error, never an empty table.
 * @param {object} given
 * @param {{name: string, location?: string}} given.bucket
 * @param {API.ModelView[]} given.models those that the filter leaves, in order
 * @param {number} given.total
 * @param {Maybe<Problem>} given.problem
 * @param {Services} given.services
 * @param {Order} given.order
 * @param {API.ModelUpdateView[]} [given.updates]
 * @param {import("../lib/windowed.js").Windowed} given.windowed
 */
export function BucketSection({ bucket, models, total, problem, services, order, updates = [], windowed }) {
    const size = models.reduce((sum, model) => sum + model.size, 0);
    return html`<section class="card flush" data-key="bucket-${bucket.name}" aria-label="Bucket ${bucket.name}">
        <div class="card-head">${icon("bucket")}<h2>${bucket.name}</h2>
            ${bucket.location && html`<span class="chip">${bucket.location.toLowerCase()}</span>`}
            <span class="space"></span>
            ${models.length > 0 && html`<span class="secondary number">${bytes(size)}${monthly(models)}</span>`}</div>
        ${problem && html`<div class="pad">${problemBox(problem, { retry: "refresh" })}</div>`}
        ${models.some((model) => model.legacy) && html`<adopt-notice bucket="${bucket.name}"></adopt-notice>`}
        ${models.length > 0 && table(bucket.name, models, { services, order, updates, windowed })}
        ${
        models.length === 0 && !problem && html`<p class="secondary pad">
            ${total > 0 ? "No model matches the filter." : "No models in this bucket yet."}</p>`
    }
    </section>`;
}

/**
 * @typedef {object} TableState
 * @property {Services} services
 * @property {Order} order
 * @property {API.ModelUpdateView[]} updates
 * @property {import("../lib/windowed.js").Windowed} windowed
 */

/**
 * @param {string} bucket
 * @param {API.ModelView[]} models
 * @param {TableState} state
 */
function table(bucket, models, { services, order, updates, windowed }) {
    const rows = windowed.rows(
        bucket,
        models,
        (model, index) => row(model, index, services, updates),
        (key) => tableGap(key, 7),
    );
    return html`
        <div class="table-wrap">
            <table class="tight" aria-rowcount="${models.length + 1}">
                <thead>
                    <tr>${sortHead("name", "Name", order)}${sortHead("source", "Source", order)}
                    ${sortHead("size", "Size", order, { isNumber: true })}${sortHead("status", "Status", order)}
                    <th scope="col">Used by</th>${sortHead(
                        "updated",
                        "Updated",
                        order,
                    )}
                    <th scope="col"><span class="visually-hidden">Actions</span></th></tr>
                </thead>
                <tbody>${rows}</tbody>
            </table>
        </div>
    `;
}

/**
 * @param {API.ModelView} model
 * @param {number} index
 * @param {Services} services
 * @param {API.ModelUpdateView[]} updates
 */
function row(model, index, services, updates) {
    const isBehind = updates.some(({ bucket, source, id, pin }) =>
        bucket === model.bucket && source === model.source &&
        id === model.id && pin === model.pin
    );
    return html`
        <tr data-key="model-${model.bucket}-${model.source}-${model.id}-${model.pin}" aria-rowindex="${index + 2}">
            <th scope="row"><a href="${paths.model(model)}">${model.id}</a>
                    <span class="secondary mono">${short(model.pin)}</span>
                    ${isBehind && html`<span class="chip">newer at the hub</span>`}</th>
            <td data-label="Source" class="nowrap">${sourceName(model.source)}
                    <span class="secondary block small-text">${model.format}</span></td>
            <td data-label="Size" class="number">${bytes(model.size)}
                    <span class="secondary block small-text">${storage(model.monthlyStorage)}</span></td>
            <td data-label="Status">${stale(model)
                ? status("model", "stale", "No import runs")
                : status("model", model.status)}${verified(model)}</td>
            <td data-label="Used by">${usedBy(model, services)}</td>
            <td data-label="Updated" class="nowrap">${time(model.updatedAt)}</td>
            <td class="row-actions">${action(model)}</td>
        </tr>
    `;
}

/**
 * The services that serve this revision from this bucket; unknown while the services are.
 * @param {API.ModelView} model
 * @param {Services} services
 */
export function usedBy(model, services) {
    if (!services) return html`<span class="secondary">unknown</span>`;
    const users = services.filter((service) =>
        service.bucket === model.bucket && service.modelId === model.id &&
        (!service.pin || service.pin === model.pin)
    );
    if (users.length === 0) return html`<span class="secondary">—</span>`;
    const links = users.slice(0, 2).map((service) => html`<a href="${paths.service(service)}">${service.name}</a>`);
    return html`<span class="links">${links}${
        users.length > 2 && html`<span class="secondary">and
        ${users.length - 2} more</span>`
    }</span>`;
}

/**
 * Everything that was imported here was compared with what its source promised; what the earlier manager left was not.
 * @param {API.ModelView} model
 */
function verified({ status: state, legacy }) {
    if (state !== "completed") return null;
    return legacy
        ? html`<span class="status warning small-text stacked" title="Left by the earlier manager, which checked nothing">
            ${icon("warning", 14)}<span>Not verified</span></span>`
        : html`
            <span class="status ok small-text stacked"
                title="Every file was compared with the digest that its source promised">
                        ${icon("shield", 14)}<span>Verified</span></span>
        `;
}

/**
 * What a bucket's models cost together; nothing is said where no price is known.
 * @param {API.ModelView[]} models
 */
function monthly(models) {
    const costs = models.flatMap(({ monthlyStorage }) => monthlyStorage ? [monthlyStorage] : []);
    if (costs.length === 0) return null;
    const amount = costs.reduce((sum, cost) => sum + cost.amount, 0);
    return ` · ${storage({ ...costs[0], amount })}`;
}

/**
 * A cent is the smallest that is worth a figure.
 * @param {Maybe<API.MoneyView>} cost
 */
function storage(cost) {
    if (!cost) return "price unknown";
    return `${cost.amount < 0.01 ? "< 0.01" : cost.amount.toFixed(2)} ${cost.currency} a month`;
}

/** @param {API.ModelView} model */
function action(model) {
    if (model.deployable && session.canWork) {
        return html`
            <a class="button text small" href="${paths.deploy(model)}"
                aria-label="Deploy ${model.id}">Deploy</a><button type="button" class="icon-button"
                data-click="deployDefaults" data-bucket="${model.bucket}" data-source="${model.source}"
                data-id="${model.id}" data-pin="${model.pin}" aria-label="Deploy ${model.id} with defaults"
                title="Deploy with defaults">${icon("rocket", 18)}</button>
        `;
    }
    return model.importId && model.status !== "completed" && html`
        <a class="button text small"
            href="${paths.import(model.importId, model.bucket)}" aria-label="Progress of ${model.id}">Progress</a>
    `;
}

/**
 * The earlier manager's downloads end within a day, or never: their entry then says "downloading" for ever.
 * @param {API.ModelView} model
 */
function stale({ legacy, status: state, updatedAt }) {
    return legacy && state === "downloading" && !(Date.now() - Date.parse(updatedAt) < 86_400_000);
}
