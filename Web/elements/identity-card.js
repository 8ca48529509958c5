import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { facts, problemBox, skeleton, time } from "../lib/parts.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/** @type {Record<string, string>} */
const kinds = {
    authorized_user: "A person's login (gcloud auth application-default login)",
    service_account: "Service account key",
    external_account: "Workload Identity Federation",
    external_account_authorized_user: "A person's login through a workforce pool",
    impersonated_service_account: "Service account that is impersonated",
    metadata_server: "Service account of this machine",
};

/** @type {Record<string, string>} */
const finders = {
    "--credentials": "the option --credentials",
    "--workload-identity-provider": "the option --workload-identity-provider",
    GOOGLE_APPLICATION_CREDENTIALS: "the variable GOOGLE_APPLICATION_CREDENTIALS",
    "gcloud auth application-default login": "gcloud's login",
};

/** @type {Record<string, string>} */
const accesses = {
    loopback: "This machine only (loopback)",
    iap: "Identity-Aware Proxy",
    token: "Token",
};

/** `<identity-card>`: who the manager is towards Google, and who asks it. */
export class IdentityCard extends View {
    started() {
        this.on(session, "identity", () => this.update());
    }

    template() {
        return html`<section class="card" aria-labelledby="identity-title">
            <div class="card-head"><h2 id="identity-title">Application identity</h2></div>
            ${this.#content()}</section>`;
    }

    #content() {
        const { identity, identityProblem } = session;
        if (!identity) return identityProblem ? problemBox(identityProblem) : skeleton(3);
        const { credential } = identity;
        return html`${problemBox(identity.credentialProblem)}
            ${
            credential && html`<div class="row selected-project"><span class="status ok">${icon("user", 24)}</span>
                <span class="choice-text"><span class="strong">${named(credential)}</span>
                <span class="secondary">acts towards Google Cloud</span></span></div>
            ${
                facts([
                    ["Credential", kinds[credential.kind] ?? credential.kind],
                    ["Found in", html`<code>${credential.foundIn}</code>${by(credential)}`],
                    ["Through", credential.through],
                    ["Project", withSource(credential.project, credential.projectSource)],
                    ["Quota project", withSource(credential.quotaProject, credential.quotaProjectSource)],
                    ["Universe", credential.universeDomain === "googleapis.com" ? null : credential.universeDomain],
                    ["Token until", credential.expiresAt && time(credential.expiresAt)],
                    ["ID tokens", idTokens(credential)],
                ])
            }`
        }
            ${
            facts([
                ["Signed in", `${identity.actor} (${identity.role})`],
                ["Access", accesses[identity.access] ?? identity.access],
            ])
        }`;
    }
}

/** @param {API.CredentialView} credential */
function named(credential) {
    return credential.principal ?? credential.email ?? "Google does not say who this is";
}

/** @param {API.CredentialView} credential */
function by({ foundBy }) {
    return foundBy && finders[foundBy] && html`
        <span class="secondary">by ${finders[foundBy]}</span>
    `;
}

/**
 * @param {Maybe<string>} value
 * @param {Maybe<string>} source
 */
function withSource(value, source) {
    if (!value) return null;
    return html`${value} ${source && html`<span class="secondary">from ${source}</span>`}`;
}

/** @param {API.CredentialView} credential */
function idTokens({ canMintIdTokens, idTokenObstacle, idTokenFix }) {
    if (canMintIdTokens) return "Can be made: private services can be called";
    const why = (idTokenObstacle ?? "").replace(/^./, (letter) => letter.toUpperCase());
    return html`
        <span class="status warning">${icon("warning", 18)}<span>Cannot be made</span></span>
        <p class="secondary">${why}. ${idTokenFix}</p>
    `;
}
