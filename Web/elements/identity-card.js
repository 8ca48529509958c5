import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { facts, problemBox, skeleton, time } from "../lib/parts.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

const kinds = {
    authorized_user: "User (gcloud application-default login)",
    service_account: "Service account key",
    metadata: "Service account of this machine",
    metadata_server: "Service account of this machine",
};

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
            ${credential && html`<div class="row selected-project"><span class="status ok">${icon("user", 24)}</span>
                <span class="choice-text"><span class="strong">${credential.email ?? "E-mail not known"}</span>
                <span class="secondary">acts towards Google Cloud</span></span></div>
            ${facts([
                ["Credential", kinds[credential.kind] ?? credential.kind],
                ["Found in", html`<code>${credential.foundIn}</code>`],
                ["Quota project", credential.quotaProject],
                ["Expires", credential.expiresAt && time(credential.expiresAt)],
            ])}`}
            ${facts([
                ["Signed in", `${identity.actor} (${identity.role})`],
                ["Access", accesses[identity.access] ?? identity.access],
            ])}`;
    }
}
