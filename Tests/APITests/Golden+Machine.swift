import API
import TestSupport

extension Golden {
    private static let program = #"{"pid":7,"memory":1,"service":"svc"}"#
    private static let device =
        #"{"accelerator":"gpu0","uuid":"GPU-1","name":"NVIDIA L4","memory":2,"free":1,"utilization":5,"#
        + #""temperature":60,"processes":[\#(program)]}"#
    private static let list = #"{"source":"NVML","driver":"550","devices":[\#(device)],"failures":["f"]}"#
    private static let engine =
        #"{"engine":"vllm","command":"vllm serve","path":"/p","version":"1","problem":"p","fix":"f"}"#
    private static let orphan = #"{"pid":7,"startTime":"1","service":"svc","command":"c","container":"c"}"#
    private static let check =
        #"{"id":"machine.gpu","group":"tools","title":"t","state":"ok","detail":"d","why":"w","hint":"h","#
        + #""permission":"p","fix":{"check":"c","label":"l","effect":"e","role":"operator"},"command":"c","link":"l"}"#

    static let machine = [
        Golden(DeviceView.self, device),
        Golden(DeviceList.self, list),
        Golden(EngineProgramView.self, engine),
        Golden(OrphanView.self, orphan),
        Golden(OrphanList.self, #"{"orphans":[\#(orphan)]}"#),
        Golden(
            MachineView.self,
            #"{"cores":4,"memory":8,"freeMemory":2,"devices":\#(list),"engines":[\#(engine)],"orphans":[\#(orphan)],"#
                + #""checks":[\#(check)]}"#
        ),
    ]
}
