import Domain
import GoogleCloud
import Serving
import TestSupport
import Testing

@testable import Runtimes

@Suite struct CloudRunServiceBodyTests {
    private func plan() throws -> ServicePlan {
        let site = ServingSite(accelerators: AcceleratorCatalog.cloudRun, loaders: [.mount, .stream], root: "/gcs/b1")
        let wish = ServiceSpec(region: "us-central1", bucket: "b1", model: SampleModels.miniLM.model)
        let draft = try ServingDesigner().draft(wish, of: SampleModels.miniLM, on: site)
        return ServicePlan(
            id: try ServiceID(region: "us-central1", name: "mini"), target: .project("demo-project"), spec: draft.spec,
            recipe: draft.recipe, fit: draft.fit, cost: nil, quota: [], changes: [], problems: [], basedOn: nil,
            predictedStart: nil, requestPreview: ""
        )
    }

    @Test func `a GPU service as Cloud Run's reference wants it`() throws {
        let template = try #require(CloudRunServiceBody(try plan()).value()["template"])
        let container = try #require(template["containers"]?.array.first)
        #expect(template["gpuZonalRedundancyDisabled"]?.bool == true)
        #expect(template["nodeSelector"]?["accelerator"]?.string == "nvidia-l4")
        #expect(template["timeout"]?.string == "3600s")
        #expect(template["executionEnvironment"]?.string == "EXECUTION_ENVIRONMENT_GEN2")
        #expect(template["scaling"]?["maxInstanceCount"]?.integer == 1)
        #expect(
            template["volumes"]?.text()
                == #"[{"gcs":{"bucket":"b1","mountOptions":["implicit-dirs"],"readOnly":true},"name":"models"}]"#
        )
        #expect(
            container["resources"]?.text()
                == #"{"cpuIdle":false,"limits":{"cpu":"8","memory":"32Gi","nvidia.com/gpu":"1"},"startupCpuBoost":true}"#
        )
        #expect(
            container["startupProbe"]?.text()
                == #"{"failureThreshold":32,"httpGet":{"path":"/health","port":8000},"initialDelaySeconds":20,"periodSeconds":10,"timeoutSeconds":5}"#
        )
        #expect(container["ports"]?.text() == #"[{"containerPort":8000,"name":"http1"}]"#)
        #expect(container["volumeMounts"]?.text() == #"[{"mountPath":"/gcs/b1","name":"models"}]"#)
    }

    @Test func `labels follow Google's rule and annotations keep the full values`() throws {
        let body = CloudRunServiceBody(try plan()).value()
        #expect(body["labels"]?["managed-by"]?.string == "llm-manager")
        #expect(body["labels"]?["model"]?.string == "sentence-transformers-all-minilm-l6-v2")
        #expect(body["annotations"]?["llm-manager.dev/model"]?.string == "sentence-transformers/all-MiniLM-L6-v2")
        #expect(body["annotations"]?["llm-manager.dev/pin"]?.string == SampleModels.commit)
    }

    @Test func `a secret is referred to by name, and the variables of others stay`() throws {
        var plan = try plan()
        plan.spec.secrets = [
            "VLLM_API_KEY": SecretReference(name: "mini-key"),
            "HF_HUB_OFFLINE": SecretReference(name: "offline", version: "3"),
        ]
        var existing = CloudRunServiceBody(try self.plan()).value()
        let theirs: GoogleJSON = ["name": "THEIRS", "value": "1"]
        var containers = existing["template"]?["containers"]?.array ?? []
        containers[0]["env"] = GoogleJSON.replacing(containers[0]["env"], theirs)
        existing["template"]?["containers"] = .array(containers)
        let body = CloudRunServiceBody(plan).value(onto: existing)
        let environment = try #require(body["template"]?["containers"]?.array.first?["env"]?.array)
        #expect(environment.contains(theirs))
        let key = environment.first { $0["name"]?.string == "VLLM_API_KEY" }
        #expect(
            key?.text()
                == #"{"name":"VLLM_API_KEY","valueSource":{"secretKeyRef":{"secret":"mini-key","version":"latest"}}}"#
        )
        let offline = environment.filter { $0["name"]?.string == "HF_HUB_OFFLINE" }
        #expect(offline.count == 1)
        #expect(offline.first?["value"] == nil)
        #expect(offline.first?["valueSource"]?["secretKeyRef"]?["version"]?.string == "3")
    }

    @Test func `an update sends back what it does not know and nothing that only Google writes`() throws {
        var existing = CloudRunServiceBody(try plan()).value()
        existing["uid"] = "u"
        existing["reconciling"] = true
        existing["etag"] = "\"abc\""
        existing["futureField"] = ["a": 1]
        existing["template"]?["encryptionKey"] = "key"
        existing["annotations"]?["llm-manager.dev/proof"] = "{}"
        let body = CloudRunServiceBody(try plan()).value(onto: existing)
        #expect(body["uid"] == nil && body["reconciling"] == nil)
        #expect(body["etag"]?.string == "\"abc\"")
        #expect(body["futureField"]?["a"]?.integer == 1)
        #expect(body["template"]?["encryptionKey"]?.string == "key")
        // It names its revision: another revision is not proven by it.
        #expect(body["annotations"]?["llm-manager.dev/proof"]?.string == "{}")
    }
}
