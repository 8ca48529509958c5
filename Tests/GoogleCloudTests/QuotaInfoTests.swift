import Foundation
import GoogleCloud
import Testing

struct QuotaInfoTests {
    @Test(arguments: [("us-central1", Int64(3)), ("europe-west1", 1), ("us-east4", 0), ("mars-1", nil)])
    func `the most specific value holds`(region: String, value: Int64?) throws {
        let json = """
            {"quotaId":"Q","dimensionsInfos":[
             {"dimensions":{"region":"us-central1"},"details":{"value":"3"},"applicableLocations":["us-central1"]},
             {"dimensions":{"region":"us-east4"},"details":{}},
             {"details":{"value":"1"},"applicableLocations":["europe-west1","us-central1"]}]}
            """
        let info = try JSONDecoder().decode(QuotaInfo.self, from: Data(json.utf8))
        #expect(info.value(region: region) == value)
    }
}
