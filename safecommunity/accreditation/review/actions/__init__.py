"""Every write of a review, one file a subject."""

from safecommunity.accreditation.actions.refusal import Refused as Refused
from safecommunity.accreditation.review.actions.consensus import Settled as Settled
from safecommunity.accreditation.review.actions.consensus import agree as agree
from safecommunity.accreditation.review.actions.consensus import open_consensus as open_consensus
from safecommunity.accreditation.review.actions.consensus import publish as publish
from safecommunity.accreditation.review.actions.findings import answer_finding as answer_finding
from safecommunity.accreditation.review.actions.findings import decide_finding as decide_finding
from safecommunity.accreditation.review.actions.findings import drop_finding as drop_finding
from safecommunity.accreditation.review.actions.findings import raise_finding as raise_finding
from safecommunity.accreditation.review.actions.members import Told as Told
from safecommunity.accreditation.review.actions.members import declare as declare
from safecommunity.accreditation.review.actions.members import decline as decline
from safecommunity.accreditation.review.actions.members import invite as invite
from safecommunity.accreditation.review.actions.members import make_lead as make_lead
from safecommunity.accreditation.review.actions.members import object_to as object_to
from safecommunity.accreditation.review.actions.members import settle_objection as settle_objection
from safecommunity.accreditation.review.actions.members import take_off as take_off
from safecommunity.accreditation.review.actions.panels import appoint_panel as appoint_panel
from safecommunity.accreditation.review.actions.panels import begin_scoring as begin_scoring
from safecommunity.accreditation.review.actions.panels import dissolve_panel as dissolve_panel
from safecommunity.accreditation.review.actions.scoring import Seen as Seen
from safecommunity.accreditation.review.actions.scoring import hand_in_marks as hand_in_marks
from safecommunity.accreditation.review.actions.scoring import keep_marks as keep_marks
from safecommunity.accreditation.review.actions.visits import add_stop as add_stop
from safecommunity.accreditation.review.actions.visits import drop_stop as drop_stop
from safecommunity.accreditation.rights import NotYours as NotYours
