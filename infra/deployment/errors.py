"""What may go wrong in a deployment, told without a stack trace."""


class DeploymentError(Exception):
    """The message says what is wrong and how to mend it."""


class PackageTooLargeError(DeploymentError):
    """The ZIP outgrew what a cold start should load."""


class TemplateError(DeploymentError):
    """The files that the template is made from contradict each other."""


class EmulatorError(DeploymentError):
    """The emulator does not answer, or something else does in its place."""


class BucketError(DeploymentError):
    """The bucket is not ours to use."""


class ConsentError(DeploymentError):
    """Nobody said that the changes are wanted."""


class DashboardError(DeploymentError):
    """The folder of the dashboard is not one that can be served."""


class ProtectedError(DeploymentError):
    """Deletion protection is on."""


class StackError(DeploymentError):
    """The stack could not be brought to the template; the message has CloudFormation's reasons."""


class SmokeTestError(DeploymentError):
    """The deployed API does not answer as it should."""
