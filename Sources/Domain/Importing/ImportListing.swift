/// The imports of some buckets. A bucket that could not be read is a problem of its own, never an empty list.
package struct ImportListing: Sendable, Hashable {
    /// The latest first.
    package var imports: [ImportSnapshot]
    package var problems: [ModelListing.BucketProblem]

    package init(imports: [ImportSnapshot] = [], problems: [ModelListing.BucketProblem] = []) {
        self.imports = imports
        self.problems = problems
    }
}
