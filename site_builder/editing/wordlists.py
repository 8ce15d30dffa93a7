"""The words that are looked for in English texts. They are few: a list that cries wolf is switched off.

Chosen after the GOV.UK style guide ("words to avoid", https://www.gov.uk/guidance/style-guide) and the words that
engineers use among themselves; each is one for which customers have a plainer one in any context.
"""

from site_builder.editing.terms import Term


def _term(instead: str, *forms: str) -> Term:
    return Term(forms, instead)


JARGON = (
    # -- engineers among themselves
    _term("cause", "root cause", "root causes"),
    _term("a report on what went wrong", "root cause analysis", "RCA", "post-mortem", "postmortem"),
    _term("what we do against it", "mitigation", "mitigations"),
    _term("make better, or stop", "mitigate", "mitigates", "mitigated", "mitigating"),
    _term("repair", "remediation", "remediate", "remediated", "remediating"),
    _term("slow, or not always working", "degraded performance", "performance degradation", "service degradation"),
    _term("slow", "latency", "high latency", "increased latency", "elevated latency"),
    _term("on and off", "intermittent", "intermittently"),
    _term("errors", "elevated error rates", "elevated error rate", "increased error rates", "error rates"),
    _term("switch to the second system", "failover", "failing over", "failed over"),
    _term("undo", "rollback", "roll back", "rolled back", "rolling back"),
    _term("a quick repair", "hotfix", "hotfixes"),
    _term("our systems", "backend", "back-end", "back end systems"),
    _term("the website or app", "frontend", "front-end"),
    _term("signing in", "authentication", "SSO"),
    _term("sign in", "authenticate"),
    _term("an attack that floods us with requests", "DDoS"),
    _term("put into use", "deploy", "deployed", "deploying", "deployed to production"),
    _term("a new version", "deployment", "deployments"),
    _term("how much it can carry", "throughput"),
    _term("no answer in time", "timeouts", "timing out", "timed out"),
    _term("when it will be back", "ETA", "ETR"),
    _term("what we promised", "SLA", "SLAs", "SLO", "SLOs"),
    _term("serious", "SEV0", "SEV1", "SEV2", "SEV-1", "SEV-2", "P0 incident", "P1 incident", "P2 incident"),
    _term("you, or customers", "end users", "end user", "end-users", "end-user"),
    _term("sort by what matters most", "triage", "triaging", "triaged"),
    # -- security
    _term("the attackers", "threat actor", "threat actors", "malicious actor", "malicious actors", "bad actors"),
    _term("copied, or stolen", "exfiltrated", "exfiltration", "data exfiltration"),
    _term("personal details", "PII"),
    _term("the way in", "attack vector", "threat vector"),
    # -- offices
    _term("use", "utilise", "utilize", "utilising", "utilizing", "leverage", "leveraging"),
    _term("affected", "impacted"),
    _term("from now on", "going forward", "moving forward"),
    _term("to be safe", "out of an abundance of caution", "an abundance of caution"),
    _term("people, or say who", "stakeholders", "stakeholder"),
)

_SAY_WHAT_HAPPENED = "say what happened and what you do about it"

BLAME = (
    _term(
        _SAY_WHAT_HAPPENED,
        "human error",
        "human errors",
        "user error",
        "operator error",
        "employee error",
        "staff error",
    ),
    _term(_SAY_WHAT_HAPPENED, "not our fault", "no fault of ours", "through no fault of our own", "beyond our control"),
    _term(_SAY_WHAT_HAPPENED, "third-party error", "third-party failure", "third-party fault", "third party error"),
    _term(_SAY_WHAT_HAPPENED, "supplier's fault", "provider's fault", "vendor's fault", "contractor's fault"),
    _term(_SAY_WHAT_HAPPENED, "supplier error", "provider error", "vendor error", "contractor error"),
    _term(_SAY_WHAT_HAPPENED, "is to blame", "are to blame", "was to blame", "were to blame", "we blame"),
    _term(_SAY_WHAT_HAPPENED, "negligence", "negligent", "careless", "carelessness", "incompetence"),
    _term(_SAY_WHAT_HAPPENED, "rogue employee", "junior engineer", "junior developer"),
    _term("say what to do now", "you failed to", "customers failed to", "users failed to", "failed to follow"),
)

_SAY_WHAT_YOU_KNOW = "say what you know, and as of when"
_SAY_WHAT_YOU_DO = "say what you have done so that it is less likely"

ABSOLUTE_PROMISE = (
    _term(_SAY_WHAT_YOU_DO, "never happen again", "not happen again", "won't happen again", "never again"),
    _term(_SAY_WHAT_YOU_DO, "we guarantee", "we can guarantee", "we promise that"),
    _term(_SAY_WHAT_YOU_DO, "impossible to hack", "cannot be hacked", "can't be hacked", "unhackable"),
    _term(
        _SAY_WHAT_YOU_KNOW,
        *(
            f"{how} {what}"
            for how in ("100%", "completely", "totally", "absolutely", "perfectly", "fully")
            for what in ("safe", "secure", "protected")
        ),
    ),
    _term(
        _SAY_WHAT_YOU_KNOW,
        *(
            f"{whose} {what}"
            for whose in ("your data", "all data", "all your data", "customer data", "your details")
            for what in ("is safe", "are safe", "is secure", "are secure", "remains safe", "remains secure")
        ),
    ),
    _term(_SAY_WHAT_YOU_KNOW, "no risk", "zero risk", "there is no danger", "nothing to worry about"),
    _term(_SAY_WHAT_YOU_KNOW, "rest assured", "be assured that"),
)
