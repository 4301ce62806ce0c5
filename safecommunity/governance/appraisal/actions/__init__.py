"""Writing appraisals, one file a subject; callers take them through this door."""

from safecommunity.governance.actions.refusal import Refused as Refused
from safecommunity.governance.appraisal.actions.moves import close as close
from safecommunity.governance.appraisal.actions.moves import hand_in as hand_in
from safecommunity.governance.appraisal.actions.moves import publish as publish
from safecommunity.governance.appraisal.actions.moves import send_back as send_back
from safecommunity.governance.appraisal.actions.objecting import object_to as object_to
from safecommunity.governance.appraisal.actions.objecting import reply as reply
from safecommunity.governance.appraisal.actions.opening import drop_party as drop_party
from safecommunity.governance.appraisal.actions.opening import open_appraisal as open_appraisal
from safecommunity.governance.appraisal.actions.opening import renew_parties as renew_parties
from safecommunity.governance.appraisal.actions.opening import store_sheet as store_sheet
from safecommunity.governance.appraisal.actions.scoring import Given as Given
from safecommunity.governance.appraisal.actions.scoring import Said as Said
from safecommunity.governance.appraisal.actions.scoring import read_items as read_items
from safecommunity.governance.appraisal.actions.scoring import report_self as report_self
from safecommunity.governance.appraisal.actions.scoring import score_party as score_party
from safecommunity.governance.rights import NotYours as NotYours
