package import Domain

extension ProjectView {
    package init(_ project: Project) {
        self.init(id: project.id, number: project.number, name: project.name, state: project.state)
    }
}

extension ProjectList {
    package init(_ page: ProjectPage) {
        self.init(
            projects: page.projects.map(ProjectView.init), nextPageToken: page.nextPageToken,
            canList: page.problem == nil, problem: page.problem.map { ProblemView($0) }
        )
    }
}
