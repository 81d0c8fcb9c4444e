"""The price list of models, `config/prices.yaml`."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import yaml
from pydantic import Field, ValidationError

from agent.settings import find
from agent.strict import Strict
from agent.yaml_file import read_yaml

PRICES = "config/prices.yaml"


class ModelPrice(Strict):
    """USD for a million tokens."""

    prompt: float = Field(ge=0, le=1000, alias="in")
    answer: float = Field(ge=0, le=1000, alias="out")


class PriceList(Strict):
    """Prices by OpenRouter model id, as known on a day."""

    as_of: date
    models: Mapping[str, ModelPrice] = Field(min_length=1)

    def cost_usd(self, model: str, tokens_in: float, tokens_out: float) -> float:
        """Raises KeyError for a model that is not listed."""
        price = self.models[model]
        return (tokens_in * price.prompt + tokens_out * price.answer) / 1_000_000


@cache
def price_list(path: str = PRICES) -> PriceList:
    """Raises ValueError that names the file and what is wrong with it."""
    try:
        return PriceList.model_validate(read_yaml(find(path)))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error
