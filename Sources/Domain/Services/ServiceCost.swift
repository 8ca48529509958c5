/// What a service costs and whether anybody uses it. What is not known is nil, never zero; ``notes`` say why.
package struct ServiceCost: Sendable, Hashable, Codable {
    /// How ``monthToDate`` came about.
    package enum Basis: String, Sendable, Hashable, Codable, CaseIterable {
        /// Billed instance time as Google measured it, at today's price of the service's present shape.
        case measured
        /// Minimum instances times age: a lower bound.
        case estimated
        case unknown
    }

    package var id: ServiceID
    package var state: String
    package var minInstances: Int
    /// Instances that run now.
    package var instances: Int?
    /// One instance, running.
    package var perInstanceHour: Money?
    /// All instances that run now.
    package var perHourNow: Money?
    /// A million generated tokens of one busy instance, at the rate that was measured with the proof: of one request at
    /// a time, so that an instance which answers several together costs less for each token.
    package var perMillionTokens: Money?
    /// That rate.
    package var tokensPerSecond: Double?
    /// Since the first of the month, UTC.
    package var monthToDate: Money?
    package var basis: Basis
    /// Seconds of instances since the first of the month that are (or would be) billed.
    package var billableSeconds: Double?
    /// In the days that were looked at.
    package var requests: Int?
    /// The end of the last day in which somebody asked, RFC 3339.
    package var lastRequestDay: String?
    /// Whole days without a request; at most the days that were looked at, and the service's age.
    package var unusedDays: Int?
    package var priceSource: String?
    package var notes: [String]
    package var warnings: [Warning]

    package init(
        id: ServiceID, state: String, minInstances: Int, instances: Int? = nil, perInstanceHour: Money? = nil,
        perHourNow: Money? = nil, monthToDate: Money? = nil, basis: Basis = .unknown, billableSeconds: Double? = nil,
        requests: Int? = nil, lastRequestDay: String? = nil, unusedDays: Int? = nil, priceSource: String? = nil,
        notes: [String] = [], warnings: [Warning] = []
    ) {
        self.id = id
        self.state = state
        self.minInstances = minInstances
        self.instances = instances
        self.perInstanceHour = perInstanceHour
        self.perHourNow = perHourNow
        self.monthToDate = monthToDate
        self.basis = basis
        self.billableSeconds = billableSeconds
        self.requests = requests
        self.lastRequestDay = lastRequestDay
        self.unusedDays = unusedDays
        self.priceSource = priceSource
        self.notes = notes
        self.warnings = warnings
    }

    /// Money that is spent for nothing, and what to do.
    package struct Warning: Sendable, Hashable, Codable {
        package enum Code: String, Sendable, Hashable, Codable, CaseIterable {
            /// Minimum instances run and nobody asks them.
            case idleMinimum = "idle-minimum"
            /// Nobody has asked in all the days that were looked at.
            case unused
        }

        package var code: Code
        package var detail: String
        package var fix: String

        package init(_ code: Code, detail: String, fix: String) {
            self.code = code
            self.detail = detail
            self.fix = fix
        }
    }
}

/// The costs of a target's services, and their sum.
package struct CostReport: Sendable, Hashable, Codable {
    /// The first of the month, and now; RFC 3339.
    package var from: String
    package var to: String
    /// Over so many days requests were counted.
    package var days: Int
    package var services: [ServiceCost]
    /// What could not be listed or measured.
    package var problems: [Problem]

    package init(from: String, to: String, days: Int, services: [ServiceCost], problems: [Problem]) {
        self.from = from
        self.to = to
        self.days = days
        self.services = services
        self.problems = problems
    }

    /// The sum of what is known; nil when nothing is.
    package var monthToDate: Money? { Self.sum(services.compactMap(\.monthToDate)) }
    package var perHourNow: Money? { Self.sum(services.compactMap(\.perHourNow)) }
    /// Services that ``monthToDate`` leaves out.
    package var unknown: Int { services.count { $0.monthToDate == nil } }

    private static func sum(_ amounts: [Money]) -> Money? {
        guard let first = amounts.first else { return nil }
        return amounts.dropFirst().reduce(first, +)
    }
}
