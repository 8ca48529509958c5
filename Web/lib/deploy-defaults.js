import { api } from "./api.js";
import { deployments } from "./deployments.js";
import { navigation } from "./navigation.js";
import { asProblem } from "./problem.js";
import { paths } from "./router.js";
import { toast } from "./toast.js";

/**
 * One click: the plan as it comes, deployed. Where it needs a person (something does not fit, or a service of that name
 * exists), the deploy view opens and says why.
 * @param {ModelPlace} model
 */
export async function deployWithDefaults({ bucket, source, id, pin }) {
    const request = /** @type {API.DeployRequest} */ ({ bucket, source, id, pin });
    const look = (/** @type {string} */ why) => {
        toast(why, { tone: "error" });
        navigation.go(paths.deploy(request));
    };
    try {
        const { region, name, basedOn, canApply } = await api.plan(request);
        if (!canApply) return look(`${id} cannot be deployed as it is; the plan says why.`);
        if (basedOn) return look(`A service ${name} exists already: choose another name, or deploy over it.`);
        await deployments.start({ ...request, region, name }, { region, name });
        navigation.go(paths.service({ region, name }));
    } catch (error) {
        look(asProblem(error).detail);
    }
}
